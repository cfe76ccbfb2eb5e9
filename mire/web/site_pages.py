"""A programme's public pages, as templates show them: the same to everybody and in a preview.

What they hold is public (``programme.chronicle``); where their links lead is the caller's.
"""

from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from datetime import date
from typing import Any

from django.urls import reverse
from django.utils import timezone
from django.utils.safestring import SafeString
from django.utils.translation import gettext as _

from mire.documents.builders.timeline import (
    Dot,
    Stretch,
    Timeline,
    Track,
    drawing,
    rows_of,
    sentence,
)
from mire.programme.chronicle.queries.episodes import EpisodeTold
from mire.programme.chronicle.queries.public import (
    EpisodeLine,
    PublicSite,
    PublicThing,
    decisions_told,
    naming_nobody,
    public_things,
    published_lines,
)
from mire.programme.chronicle.rules.kinds import EPISODE, NOTE, OPENING
from mire.programme.chronicle.rules.placing import Part, PartKind
from mire.programme.chronicle.rules.site import (
    FOOT_WORDS,
    NEEDED,
    PAGE_TITLES,
    Access,
    SitePage,
    shipped_words,
)
from mire.programme.note.rules.marks import plain_words, read_marks
from mire.programme.outcomes.rules.kinds import OutcomeKind, name_of
from mire.programme.programmes.queries import Programme, phases_of
from mire.programme.programmes.rules import TRACKS, lanes_of
from mire.programme.restitutions.rules import RESTITUTION
from mire.technique_api.text import Text, text
from mire.web.marked import blocks_told
from mire.words import words

GROUPS: Mapping[str, Text] = {
    NOTE: text("Note de préfiguration"),
    RESTITUTION: text("Comptes rendus publiés"),
    OPENING: text("Données ouvertes"),
}
"""Kinds of public things that the programme's page lists, each under its title, in order."""

KIND_WORDS: Mapping[str, Text] = {
    RESTITUTION: text("restitution"),
    OutcomeKind.DECISION: text("décision"),
    OPENING: text("données ouvertes"),
    NOTE: text("note"),
    EPISODE: text("épisode"),
}

FEW_DECISIONS = 3


@dataclass(frozen=True, slots=True)
class Leads:
    """Where the links of a site lead: to everybody's pages, or to previews of them.

    ``picture`` takes a picture's key and ``SIZES``.
    """

    home: str
    decisions: str
    note: str
    episode: Callable[[str], str]
    picture: Callable[[str, str], str]
    page: Callable[[str], str]
    plan: str = ""
    """The list of a site's pages, for people; "" in a preview, which has none."""


WIDE, NARROW = "grande", "petite"
SIZES = (WIDE, NARROW)


def public_leads(slug: str) -> Leads:
    """Return where the links of an open site lead."""

    def at(name: str, **named: str) -> str:
        return reverse(name, kwargs={"site": slug, **named})

    return Leads(
        at("public_home"),
        at("public_decisions"),
        at("public_note"),
        lambda key: at("public_episode", episode=key),
        lambda key, size: at("public_picture", picture=key, size=size),
        lambda page: at("public_words", page=page),
        at("public_plan"),
    )


def frame(programme: Programme, site: PublicSite | None, leads: Leads) -> dict[str, Any]:
    """Return what every page of a site shows around its own. No query but the authority's."""
    access = Access(site.access) if site is not None else Access.NOT
    ways = [{"title": _("Données ouvertes"), "href": reverse("open_data")}]
    if leads.plan:
        ways.append({"title": _("Plan du site"), "href": leads.plan})
    return {
        "site_name": programme.name,
        "authority": programme.authority.name,
        "site_language": programme.language,
        "home": leads.home,
        "decisions_href": leads.decisions,
        "foot": [
            {
                "title": words.translate(
                    FOOT_WORDS[access] if page is SitePage.ACCESS else PAGE_TITLES[page]
                ),
                "href": leads.page(page.value),
            }
            for page in SitePage
        ]
        + ways,
    }


def thing_address(thing: PublicThing, leads: Leads) -> str:
    """Return where something public is read."""
    key = thing.reference.key
    match thing.reference.kind:
        case "restitution":
            return reverse("restitution", kwargs={"key": key})
        case "opening":
            return reverse("open_data_zip", kwargs={"key": key})
        case "episode":
            return leads.episode(key)
        case "note_version":
            return leads.note
        case _:
            return f"{leads.decisions}#{key}"


def thing_told(thing: PublicThing, leads: Leads) -> dict[str, Any]:
    """Return something public as a list shows it."""
    return {
        "title": thing.title,
        "kind": words.translate(KIND_WORDS[thing.reference.kind]),
        "day": words.day(thing.on),
        "href": thing_address(thing, leads),
    }


def home_context(programme: Programme, site: PublicSite | None, leads: Leads) -> dict[str, Any]:
    """Return the programme's page. Some twenty queries."""
    things = public_things(programme)
    episodes = published_lines(programme)
    decisions = decisions_told(programme)
    told = [*reversed(episodes)]
    shows_timeline = site is None or site.shows_timeline
    aims = aims_of(programme, site)
    return {
        **frame(programme, site, leads),
        "is_home": True,
        "aims": blocks_told(read_marks(aims)),
        "about": plain_words(aims)[:200],
        "episodes": [episode_line(each, leads) for each in told],
        "timeline": _timeline(programme, things) if shows_timeline else None,
        "decisions": [decision_told(each) for each in decisions[:FEW_DECISIONS]],
        "n_decisions": len(decisions),
        "groups": [
            {
                "title": words.translate(title),
                "things": [
                    thing_told(each, leads) for each in things if each.reference.kind == kind
                ],
            }
            for kind, title in GROUPS.items()
        ],
        "has_things": bool(things),
    }


def aims_of(programme: Programme, site: PublicSite | None) -> str:
    """Return what a programme's page says of its aims: its own words, else the programme's."""
    if site is not None and site.aims:
        return site.aims
    lines = [each.strip() for each in programme.aims.splitlines() if each.strip()]
    return "\n".join(f"- {each}" for each in lines) if len(lines) > 1 else "".join(lines)


def episode_line(each: EpisodeLine, leads: Leads) -> dict[str, Any]:
    """Return an episode as a list shows it."""
    return {
        "number": each.number,
        "title": each.title,
        "lead": each.lead,
        "day": words.day(words.local(each.published_at)),
        "href": leads.episode(each.key),
    }


def decision_told(each: Any) -> dict[str, Any]:
    """Return a public decision as its page shows it: never who made it."""
    return {
        "key": each.key,
        "name": name_of(OutcomeKind.DECISION, each.number),
        "what": each.what,
        "why": each.why,
        "left": each.left,
        "day": words.day(each.on),
        "is_over": each.is_over,
        "ended_why": each.ended_why,
        "corrections": [
            {"words": said, "day": words.day(words.local(at))} for said, at in each.corrections
        ],
    }


def decisions_context(
    programme: Programme, site: PublicSite | None, leads: Leads
) -> dict[str, Any]:
    """Return the page of decisions. Four queries."""
    return {
        **frame(programme, site, leads),
        "is_decisions": True,
        "decisions": [decision_told(each) for each in decisions_told(programme)],
    }


def words_context(
    programme: Programme, site: PublicSite, page: SitePage, leads: Leads
) -> dict[str, Any]:
    """Return a page by which a site answers for itself. No query but the authority's."""
    return {
        **frame(programme, site, leads),
        "title": words.translate(PAGE_TITLES[page]),
        "blocks": blocks_told(read_marks(words_of(site, page))),
    }


def words_of(site: PublicSite, page: SitePage) -> str:
    """Return the words of a page of a site: somebody's own, else those shipped."""
    own = {
        SitePage.LEGAL: site.legal_words,
        SitePage.ACCESS: site.access_words,
        SitePage.PRIVACY: site.privacy_words,
    }[page]
    return own or shipped(site, page)


def shipped(site: PublicSite, page: SitePage) -> str:
    """Return the words shipped for a page of a site, in the language that is on."""
    values = {name: getattr(site, name).rstrip(". ") for name in NEEDED}
    said = shipped_words(page, Access(site.access), values)
    return "\n\n".join(words.translate(each) for each in said)


def episode_context(
    programme: Programme, site: PublicSite | None, told: EpisodeTold, leads: Leads
) -> dict[str, Any]:
    """Return an episode's page. Three queries."""
    lines = published_lines(programme)
    before = [each for each in lines if told.number is None or each.number < told.number]
    after = [each for each in lines if told.number is not None and each.number > told.number]
    corrections = [each for each in told.changes if each.why]
    return {
        **frame(programme, site, leads),
        "episode": {
            "key": told.key,
            "number": told.number,
            "title": told.title,
            "lead": told.lead,
            "recap": told.recap,
            "day": _day(told.published_at),
            "parts": [_part(each, leads) for each in told.parts],
            "links": [thing_told(each, leads) for each in told.links],
            "n_gone": told.n_gone,
            "changed_on": _day(corrections[-1].at) if corrections else "",
            "changes": [{"day": _day(each.at), "why": each.why} for each in reversed(corrections)],
        },
        "before": episode_line(before[-1], leads) if before else None,
        "after": episode_line(after[0], leads) if after else None,
    }


def _part(part: Part, leads: Leads) -> dict[str, Any]:
    told: dict[str, Any] = {"kind": part.kind.value}
    if part.kind is PartKind.WORDS:
        return {**told, "blocks": blocks_told(part.blocks)}
    if part.kind is not PartKind.PICTURE or part.piece.is_gone:
        return {**told, "piece": part.piece}
    return {
        **told,
        "piece": part.piece,
        "wide": leads.picture(part.piece.key, WIDE),
        "narrow": leads.picture(part.piece.key, NARROW),
    }


def _day(at: Any) -> str:
    return "" if at is None else words.day(words.local(at))


def _timeline(programme: Programme, things: Sequence[PublicThing]) -> dict[str, Any] | None:
    """Return the programme in time: its phases, and the meetings that everybody can read of."""
    tracks = []
    phases = phases_of(programme)
    unnamed = naming_nobody(programme, [each.name for each in phases])
    phases = [each for each in phases if each.name in unnamed]
    public: dict[str, date] = {}
    for each in things:
        if each.reference.kind in (RESTITUTION, OPENING):
            public.setdefault(each.title, each.on)
    for slug, title in TRACKS.items():
        held = [each for each in phases if each.track == slug]
        lanes = lanes_of([(each.starts_on, each.ends_on) for each in held])
        stretches = [
            Stretch(each.name, each.starts_on, each.ends_on, lane)
            for each, lane in zip(held, lanes, strict=True)
        ]
        is_last = slug == list(TRACKS)[-1]
        dots = [Dot(title, on) for title, on in public.items()] if is_last else []
        tracks.append(Track(words.translate(title), stretches, dots))
    if not phases:
        return None
    made = Timeline(
        programme.name, programme.starts_on, programme.ends_on, timezone.localdate(), tracks
    )
    return {
        "sentence": sentence(made),
        "drawing": SafeString(drawing(made)),
        "columns": (_("Phase ou réunion"), _("Piste"), _("Quand")),
        "rows": rows_of(made),
    }
