"""Departments, persons, roles, mission letters, presence."""

from django.db import models

from mire.programme.accounts.models import Account
from mire.programme.keys import new_key
from mire.programme.programmes.models import Authority, Programme


class Department(models.Model):
    """A part of an authority: a pole, a department, a service; a tree by ``parent``.

    It exists from ``starts_on`` (None: always) to ``ends_on`` (None: still), the last day
    included. ``merged_into`` says where its people went. ``former_names``: [{"name", "until"}].
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="departments")
    parent = models.ForeignKey("self", null=True, on_delete=models.PROTECT, related_name="children")
    code = models.CharField(max_length=20, blank=True)
    name = models.CharField(max_length=160)
    kind = models.CharField(max_length=12, default="department")
    headcount = models.PositiveIntegerField(null=True)
    starts_on = models.DateField(null=True)
    ends_on = models.DateField(null=True)
    merged_into = models.ForeignKey(
        "self", null=True, on_delete=models.PROTECT, related_name="merged_from"
    )
    former_names = models.JSONField(default=list, blank=True)

    class Meta:
        ordering = ("name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "code"),
                condition=~models.Q(code=""),
                name="code_of_department",
            ),
        )

    def __str__(self) -> str:
        return self.name


class Person(models.Model):
    """Somebody who takes part, with an account or without. ``erased_at``: only a stub is left."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    authority = models.ForeignKey(Authority, on_delete=models.CASCADE, related_name="persons")
    account = models.OneToOneField(
        Account, null=True, on_delete=models.SET_NULL, related_name="person"
    )
    given_name = models.CharField(max_length=80, blank=True)
    family_name = models.CharField(max_length=80)
    email = models.EmailField(blank=True)
    department = models.ForeignKey(
        Department, null=True, on_delete=models.PROTECT, related_name="persons"
    )
    post = models.CharField(max_length=160, blank=True)
    erased_at = models.DateTimeField(null=True)

    class Meta:
        ordering = ("family_name", "given_name", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("authority", "email"),
                condition=~models.Q(email=""),
                name="email_of_person",
            ),
        )

    def __str__(self) -> str:
        return f"{self.given_name} {self.family_name}".strip()


class RoleKind(models.Model):
    """A role as an authority words it, and the right that it gives in the programme.

    ``right`` is one of ``rules.Right``, or "". ``is_group``: who holds it is of the group of
    ambassadors, whose presence and days are followed.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="role_kinds")
    slug = models.SlugField(max_length=30)
    name = models.CharField(max_length=80)
    plural = models.CharField(max_length=80)
    right = models.CharField(max_length=13, blank=True)
    is_group = models.BooleanField(default=False)
    place = models.PositiveSmallIntegerField(default=0)

    class Meta:
        ordering = ("place", "pk")
        constraints = (
            models.UniqueConstraint(fields=("programme", "slug"), name="slug_of_role_kind"),
        )

    def __str__(self) -> str:
        return self.name


class Role(models.Model):
    """A person in a role, from a day to a day (None: still), the last day included.

    ``manager_agreed_on``: when the line manager said yes, None while nobody asked or answered.
    ``left_because`` is seen by facilitators alone.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    kind = models.ForeignKey(RoleKind, on_delete=models.PROTECT, related_name="roles")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="roles")
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)
    manager_agreed_on = models.DateField(null=True)
    left_because = models.CharField(max_length=200, blank=True)

    class Meta:
        ordering = ("starts_on", "pk")
        constraints = (
            models.CheckConstraint(
                condition=models.Q(ends_on=None) | models.Q(ends_on__gte=models.F("starts_on")),
                name="role_ends_after_its_start",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.kind}"


class MissionLetter(models.Model):
    """Days a month that a person is granted for a programme, from a day to a day (None: still)."""

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="letters")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="letters")
    days_a_month = models.DecimalField(max_digits=4, decimal_places=1)
    starts_on = models.DateField()
    ends_on = models.DateField(null=True)

    class Meta:
        ordering = ("starts_on", "pk")

    def __str__(self) -> str:
        return f"{self.person}, {self.days_a_month}"


class Presence(models.Model):
    """Time that a person gave to a programme on a day: at a meeting, or noted apart.

    ``meeting`` is the meeting's key, "" for what is noted apart, of which ``what`` says a word.
    """

    key = models.CharField(max_length=11, unique=True, default=new_key)
    programme = models.ForeignKey(Programme, on_delete=models.CASCADE, related_name="presences")
    person = models.ForeignKey(Person, on_delete=models.CASCADE, related_name="presences")
    on = models.DateField()
    days = models.DecimalField(max_digits=4, decimal_places=2)
    meeting = models.CharField(max_length=11, blank=True, db_index=True)
    what = models.CharField(max_length=120, blank=True)

    class Meta:
        ordering = ("on", "pk")
        constraints = (
            models.UniqueConstraint(
                fields=("person", "meeting"),
                condition=~models.Q(meeting=""),
                name="one_presence_a_meeting",
            ),
        )

    def __str__(self) -> str:
        return f"{self.person}, {self.on}"
