"""Taking a passage that names a third person out of what was settled, wherever it is kept."""

from collections.abc import Iterable, Mapping
from typing import Any

from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text

MASK = "[…]"
"""What stands in place of a passage that was taken out."""

BEGINS = 12
"""How many letters tell the beginning of a sentence that was cut short."""

NOT_WORDS = frozenset({"is", "role", "kind", "href", "address"})
"""Names under which a document as JSON holds no words of people."""

LONG = 20
"""Letters from which on a sentence is looked for anywhere: a shorter one may be somebody else's."""

SHORTEST, MOST_PASSAGE, MOST_REASON = 3, 400, 300


def checked_passage(passage: str, reason: str, words: Iterable[str]) -> str:
    """Return the passage to be taken out of a line, and of what stands beside it.

    Raises a ``Refusal`` naming ``passage`` or ``reason``: too short, not there, no reason.
    """
    passage = " ".join(passage.split())
    if len(passage) < SHORTEST:
        raise Refusal(
            text("Recopiez le passage à occulter, tel qu'il est écrit : %(n)s lettres au moins.",
                 n=SHORTEST),
            path=("passage",), code="short",
        )  # fmt: skip
    if not any(passage in said for said in words):
        raise Refusal(
            text("Ce passage n'est pas dans la ligne : recopiez-le lettre pour lettre."),
            path=("passage",),
            code="absent",
        )
    if not reason:
        raise Refusal(
            text("Dites pourquoi : la raison reste à côté, sans le passage."),
            path=("reason",),
            code="missing",
        )
    if passage in reason:
        raise Refusal(
            text("La raison répète le passage : dites-la sans lui."), path=("reason",), code="told"
        )
    return passage


def without_passages(value: Any, passages: Mapping[str, str]) -> Any:
    """Return a value of JSON with these passages, the longest first, replaced by their values."""
    if isinstance(value, dict):
        return {
            name: each if name in NOT_WORDS else without_passages(each, passages)
            for name, each in value.items()
        }
    if isinstance(value, list):
        return [without_passages(each, passages) for each in value]
    if not isinstance(value, str):
        return value
    for passage in sorted(passages, key=lambda each: (-len(each), each)):
        value = _cut_short(value.replace(passage, passages[passage]), passage, passages[passage])
    return value


def _cut_short(value: str, said: str, now: str) -> str:
    """Mask in a text the beginning of what was said, where it was cut short by « … »."""
    same = next((i for i, (a, b) in enumerate(zip(said, now, strict=False)) if a != b), len(now))
    begins, at = said[:BEGINS], 0
    while len(said) > BEGINS and (at := value.find(begins, at)) >= 0:
        for end in (each for each in range(at + same, len(value)) if value[each] == "…"):
            part = value[at:end].rstrip()
            if len(part) > same and said.startswith(part):
                value = value[:at] + said[:same] + MASK + value[end + 1 :]
                break
        at += 1
    return value


def without_in_line(document: Any, name: str, passage: str) -> Any:
    """Return a document as JSON, the passage masked in what it tells of one line.

    ``name`` begins what it tells (« D3 »): a paragraph with the list or the reply below it, a row
    of a table. Nothing else is touched, whatever else says the same words.
    """
    found, is_below = [], False
    for block in document.get("blocks", ()):
        kind = block.get("is", "")
        begins = kind == "Paragraph" and _begins(block.get("words"), name)
        is_its = begins or (is_below and (kind == "List" or block.get("role") == "aside"))
        is_below = is_its
        if is_its:
            found.append(without_passages(block, {passage: MASK}))
        elif kind == "Grid":
            rows = [
                without_passages(row, {passage: MASK}) if _begins(row, name) else row
                for row in block.get("rows", ())
            ]
            found.append({**block, "rows": rows})
        else:
            found.append(block)
    return {**document, "blocks": found}


def _begins(words: Any, name: str) -> bool:
    """Say whether words of a document begin with the name of a line."""
    first = words[0] if isinstance(words, list) and words else words
    if isinstance(first, dict):
        first = first.get("words", "")
    return isinstance(first, str) and (first == name or first.startswith(f"{name} "))
