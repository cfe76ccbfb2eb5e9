"""A version of the note that never changes: what its file holds, its digests, how it is checked.

Whatever somebody wrote is in a part that has a salt and a digest of its own: the heading, each
section's title, each passage. The version's digest is that of everything, each part by its digest.
So a part from which a name had to go leaves the digest of the whole as it was, and all else can
still be checked; its salt goes too, so that nobody can find the name again by trying. What a
passage cites can be left out in the same way, where it isn't everybody's to read. Pure.
"""

import hashlib
import json
from collections.abc import Callable, Mapping, Sequence
from dataclasses import dataclass
from typing import Any

from mire.technique_api.text import Text, text

FORMAT = "mire-note/1"
NOTE_VERSION = "note_version"
"""The kind of a version, in the thread and in the journal."""


@dataclass(frozen=True, slots=True)
class Cited:
    """What a passage cites: its address in the thread, the digest of what it said then."""

    kind: str
    key: str
    digest: str
    is_contrary: bool = False

    @property
    def name(self) -> str:
        """Return its address in one word."""
        return f"{self.kind}/{self.key}"


@dataclass(frozen=True, slots=True)
class FrozenPassage:
    """A passage: ``version`` of its words; ``in_summary``: it stands in the two pages too.

    ``shown``: what it cites that stands under its words, by name.
    """

    key: str
    version: int
    words: str
    cites: Sequence[Cited] = ()
    shown: Sequence[str] = ()
    in_summary: bool = False


@dataclass(frozen=True, slots=True)
class FrozenSection:
    """A section, and its passages in their order."""

    key: str
    title: str
    passages: Sequence[FrozenPassage]


Content = Mapping[str, Any]
"""What a version's file holds, as JSON primitives."""

WRITTEN = ("programme", "title", "words")
"""What of a part somebody wrote, and may have to go."""

HIDDEN = ("cites", "shown", "cites_salt")
"""What of a passage is left out of the file that everybody gets."""


def freeze(
    sections: Sequence[FrozenSection],
    *,
    programme: str,
    title: str,
    language: str,
    number: int,
    at: str,
    previous: str,
    salt: Callable[[], str],
) -> dict[str, Any]:
    """Return the content of version ``number``.

    ``at``: when, in ISO 8601; ``previous``: the digest of the version before, "" for the first;
    ``salt`` gives another random word at each call.
    """
    content: dict[str, Any] = {
        "format": FORMAT,
        "language": language,
        "number": number,
        "at": at,
        "previous": previous,
        "heading": _sealed({"programme": programme, "title": title}, salt),
        "sections": [
            {
                **_sealed({"key": section.key, "title": section.title}, salt),
                "passages": [_frozen(each, salt) for each in section.passages],
            }
            for section in sections
        ],
    }
    return {**content, "digest": _digest_of_version(content)}


def _frozen(passage: FrozenPassage, salt: Callable[[], str]) -> dict[str, Any]:
    cites = [
        {"kind": one.kind, "key": one.key, "digest": one.digest, "is_contrary": one.is_contrary}
        for one in passage.cites
    ]
    hidden = {"cites": cites, "shown": list(passage.shown), "cites_salt": salt()}
    sealed = _sealed(
        {
            "key": passage.key,
            "version": passage.version,
            "words": passage.words,
            "in_summary": passage.in_summary,
            "cites_digest": _sha256(hidden),
        },
        salt,
    )
    return {**sealed, **hidden}


def _sealed(part: Content, salt: Callable[[], str]) -> dict[str, Any]:
    """Return a part with its salt and its digest."""
    salted = {**part, "salt": salt()}
    return {**salted, "digest": _digest_of_part(salted)}


def _digest_of_part(part: Content) -> str:
    apart = ("digest", "passages", *HIDDEN)
    return _sha256({name: value for name, value in part.items() if name not in apart})


def _digest_of_version(content: Content) -> str:
    """Return the digest of a version: of all that it holds, each part by its digest."""
    held = {name: value for name, value in content.items() if name != "digest"}
    held["heading"] = content["heading"]["digest"]
    held["sections"] = [
        [section["digest"], [each["digest"] for each in section["passages"]]]
        for section in content["sections"]
    ]
    return _sha256(held)


def _sha256(value: Any) -> str:
    return hashlib.sha256(canonical(value)).hexdigest()


def canonical(value: Any) -> bytes:
    """Return JSON that is the same for the same value: names in order, no space, UTF-8."""
    return json.dumps(value, sort_keys=True, ensure_ascii=False, separators=(",", ":")).encode()


def thaw(content: Content) -> list[FrozenSection]:
    """Return the sections of a version's content."""
    return [
        FrozenSection(
            section["key"],
            section["title"],
            [
                FrozenPassage(
                    each["key"],
                    each["version"],
                    each["words"],
                    [Cited(**one) for one in each.get("cites", ())],
                    list(each.get("shown", ())),
                    each["in_summary"],
                )
                for each in section["passages"]
            ],
        )
        for section in content["sections"]
    ]


def written_in(content: Content) -> list[str]:
    """Return whatever somebody wrote in a version: its heading, titles, words of passages."""
    parts: list[Content] = [content["heading"], *content["sections"]]
    parts += [each for section in content["sections"] for each in section["passages"]]
    return [part[name] for part in parts for name in WRITTEN if name in part]


def mask_written(content: Content, replace: Callable[[str], str]) -> dict[str, Any]:
    """Return a content where ``replace`` has taken something out of what was written.

    Digests stay. A part that it changed is ``masked``, and has no salt any more.
    """
    sections = [
        {
            **_masked(section, replace),
            "passages": [_masked(each, replace) for each in section["passages"]],
        }
        for section in content["sections"]
    ]
    return {**content, "heading": _masked(content["heading"], replace), "sections": sections}


def _masked(part: Content, replace: Callable[[str], str]) -> dict[str, Any]:
    made = {
        name: replace(value) if name in WRITTEN else value
        for name, value in part.items()
        if name != "salt"
    }
    if all(made[name] == value for name, value in part.items() if name != "salt"):
        return dict(part)
    return {**made, "masked": True}


def without_sources(content: Content) -> dict[str, Any]:
    """Return a content for everybody: what passages cite and show is left out, digests stay."""
    sections = [
        {
            **section,
            "passages": [
                {name: value for name, value in each.items() if name not in HIDDEN}
                for each in section["passages"]
            ],
        }
        for section in content["sections"]
    ]
    return {**content, "sections": sections}


@dataclass(frozen=True, slots=True)
class Checked:
    """What checking a version's file found: ``wrong``: what differs, empty for a whole one.

    ``masked``: the titles of what words were taken out of since, the heading, sections, passages
    (by their section): what stands in their place is not checked; ``n_passages``:
    those whose words were checked; ``has_sources``: what passages cite is in the file.
    """

    digest: str
    number: int
    at: str
    wrong: Sequence[Text]
    masked: Sequence[str]
    n_passages: int
    has_sources: bool


def check_version(content: Any) -> Checked:
    """Check every digest of a version's file.

    Raises ValueError for what isn't one.
    """
    try:
        return _checked(content)
    except (KeyError, TypeError, AttributeError) as error:
        msg = f"not a version of a note: {error}"
        raise ValueError(msg) from error


def _checked(content: Content) -> Checked:
    if content["format"] != FORMAT:
        msg = f"not {FORMAT}"
        raise ValueError(msg)
    wrong: list[Text] = []
    masked: list[str] = []
    n_passages = 0
    passages = [each for section in content["sections"] for each in section["passages"]]
    _check_types(content)
    if _is_masked(content["heading"]):
        masked.append(content["heading"]["title"])
    elif not _is_whole(content["heading"]):
        wrong.append(text("Le titre de la note a changé."))
    for section in content["sections"]:
        title = section["title"]
        if _is_masked(section):
            masked.append(title)
        if not _is_whole(section):
            wrong.append(text("Le titre de la partie « %(title)s » a changé.", title=title))
        for place, each in enumerate(section["passages"], 1):
            if _is_masked(each):
                masked.append(title)
            elif not _is_whole(each):
                wrong.append(
                    text("Le passage %(place)s de « %(title)s » a changé.", place=place,
                         title=title)
                )  # fmt: skip
            else:
                n_passages += 1
            if "cites" in each and _cites_digest(each) != each["cites_digest"]:
                wrong.append(
                    text("Les sources du passage %(place)s de « %(title)s » ont changé.",
                         place=place, title=title)
                )  # fmt: skip
    if _digest_of_version(content) != content["digest"]:
        wrong.append(
            text("L'ensemble a changé : un passage, un titre ou une date n'est plus le même.")
        )
    has_sources = all("cites" in each for each in passages)
    return Checked(
        content["digest"], content["number"], content["at"], wrong, masked, n_passages, has_sources
    )


def _check_types(content: Content) -> None:
    """Raise a TypeError for words that aren't words: whatever is told of a file is told as such."""
    said = [*written_in(content), content["digest"], content["at"]]
    if not all(isinstance(each, str) for each in said) or not isinstance(content["number"], int):
        raise TypeError("words that are none")


def _is_masked(part: Content) -> bool:
    return "salt" not in part and part.get("masked") is True


def _is_whole(part: Content) -> bool:
    return _is_masked(part) or _digest_of_part(part) == part["digest"]


def _cites_digest(passage: Content) -> str:
    return _sha256({name: passage[name] for name in HIDDEN})
