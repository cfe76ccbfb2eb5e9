"""The chronicle's rows: episodes, what was published of them, pictures, voices; the public site."""

from django.db import models

from mire.programme.chronicle.rules.kinds import Consent, Status
from mire.programme.chronicle.rules.site import Access
from mire.programme.keys import new_key
from mire.programme.outcomes.models import Outcome
from mire.programme.programmes.models import Programme


class PublicSite(models.Model):
    """A programme's public site. ``opened_at`` None: nobody finds anything at its address.

    Texts that are "" are those shipped (``rules.site``). ``director``: a function, never a name.
    """

    programme = models.OneToOneField(Programme, on_delete=models.CASCADE, related_name="site")
    slug = models.CharField(max_length=40, unique=True)
    opened_at = models.DateTimeField(null=True)
    opened_by = models.CharField(max_length=120, blank=True)
    aims = models.TextField(blank=True)
    shows_timeline = models.BooleanField(default=True)
    publisher = models.CharField(max_length=160, blank=True)
    director = models.CharField(max_length=160, blank=True)
    host = models.CharField(max_length=160, blank=True)
    contact = models.CharField(max_length=160, blank=True)
    access = models.CharField(
        max_length=8, choices=[(each.value, each.value) for each in Access], default=Access.NOT
    )
    legal_words = models.TextField(blank=True)
    access_words = models.TextField(blank=True)
    privacy_words = models.TextField(blank=True)

    def __str__(self) -> str:
        return self.slug


class Episode(models.Model):
    """An episode as it is being written; what everybody reads is its last ``EpisodeVersion``.

    ``number``: given when it is first published, in that order, never another's. ``version``
    counts its changes. ``recap`` is somebody's own where ``has_own_recap``, else the rule's.
    ``links``: what it leads to, as "kind/key". ``withdrawn_at``: since when it is public no more.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="episodes")
    number = models.PositiveIntegerField(null=True)
    title = models.CharField(max_length=120)
    lead = models.CharField(max_length=400)
    body = models.TextField(blank=True)
    recap = models.TextField(blank=True)
    has_own_recap = models.BooleanField(default=False)
    links = models.JSONField(default=list, blank=True)
    version = models.PositiveIntegerField(default=1)
    status = models.CharField(
        max_length=10, choices=[(each.value, each.value) for each in Status], default=Status.DRAFT
    )
    status_by = models.CharField(max_length=120, blank=True)
    status_at = models.DateTimeField(null=True)
    writing_by = models.CharField(max_length=120, blank=True)
    writing_at = models.DateTimeField(null=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)
    withdrawn_why = models.CharField(max_length=400, blank=True)
    removed_at = models.DateTimeField(null=True)

    class Meta:
        ordering = (models.F("number").asc(nulls_last=True), "made_at", "pk")
        constraints = (
            models.UniqueConstraint(fields=("programme", "number"), name="number_of_episode"),
        )

    def __str__(self) -> str:
        return self.title


class EpisodeVersion(models.Model):
    """An episode as it was published. Never changed, but for what was withdrawn or erased.

    ``content``: title, lead, recap, whether the rule made it (``is_ruled``), body, pictures,
    voices, links. ``why``: what changed since the version before, "" for the first.
    """

    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="published")
    number = models.PositiveIntegerField()
    content = models.JSONField()
    why = models.CharField(max_length=400, blank=True)
    by = models.CharField(max_length=120)
    at = models.DateTimeField()

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("episode", "number"), name="version_of_episode"),
        )

    def __str__(self) -> str:
        return f"{self.episode_id} v{self.number}"


class Picture(models.Model):
    """A picture of an episode, written anew (``rules.picture``); its bytes, at two sizes.

    ``number`` counts those of an episode, from 1. ``is_in``: the text being written has it.
    ``withdrawn_at``: taken out of everything, its bytes gone.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="pictures")
    number = models.PositiveIntegerField()
    media = models.CharField(max_length=20)
    wide = models.BinaryField()
    wide_width = models.PositiveIntegerField()
    wide_height = models.PositiveIntegerField()
    narrow = models.BinaryField()
    narrow_width = models.PositiveIntegerField()
    alternative = models.CharField(max_length=400)
    credit = models.CharField(max_length=120, blank=True)
    consent = models.CharField(max_length=8, choices=[(each.value, each.value) for each in Consent])
    consent_where = models.CharField(max_length=160, blank=True)
    consent_on = models.DateField(null=True)
    is_in = models.BooleanField(default=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("episode", "number"), name="number_of_picture"),
        )

    def __str__(self) -> str:
        return self.alternative


class Voice(models.Model):
    """Words that somebody said, with their role, never their name.

    ``verbatim``: the key of a text that a published restitution quotes, "" for words that were
    given with the consent kept at ``consent_where``. Fields else as those of ``Picture``.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    episode = models.ForeignKey(Episode, on_delete=models.CASCADE, related_name="voices")
    number = models.PositiveIntegerField()
    verbatim = models.CharField(max_length=11, blank=True)
    words = models.TextField(blank=True)
    role = models.CharField(max_length=80)
    department = models.CharField(max_length=120, blank=True)
    consent_where = models.CharField(max_length=160, blank=True)
    consent_on = models.DateField(null=True)
    is_in = models.BooleanField(default=True)
    made_by = models.CharField(max_length=120)
    made_at = models.DateTimeField()
    withdrawn_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("number",)
        constraints = (
            models.UniqueConstraint(fields=("episode", "number"), name="number_of_voice"),
        )

    def __str__(self) -> str:
        return self.words[:60]


class PublicDecision(models.Model):
    """A decision that everybody may read, since a day; the journal says who let them."""

    outcome = models.OneToOneField(Outcome, on_delete=models.CASCADE, related_name="public")
    published_at = models.DateTimeField()

    class Meta:
        ordering = ("-outcome__on", "-pk")

    def __str__(self) -> str:
        return str(self.outcome)
