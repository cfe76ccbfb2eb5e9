"""What findings give to cite: themselves."""

from collections.abc import Collection, Mapping, Sequence

from mire.programme.evidence.rules import searched
from mire.programme.findings.queries import Finding, findings_by_key
from mire.programme.findings.rules import (
    FINDING,
    KIND_WORDS,
    STATUS_WORDS,
    FindingKind,
    Status,
    digest_of_finding,
)
from mire.programme.programmes.models import Programme
from mire.programme.thread.rules import Citable, Kind, Reach, Reference, State
from mire.technique_api.text import Text, text


def _findings(programme: Programme, keys: Collection[str]) -> Mapping[str, Citable]:
    """Return findings. One query."""
    return {
        key: Citable(
            Reference(FINDING, key),
            text("%(sentence)s", sentence=row.sentence) if row.removed_at is None else "",
            digest_of_finding(row.kind, row.sentence, row.detail),
            State.SAID if row.removed_at is None else State.WITHDRAWN,
            (
                *_genre(FindingKind(row.kind)),
                (text("état"), STATUS_WORDS[Status(row.status)]),
                (text("écrit par"), row.made_by),
            ),
            reach=Reach.MEMBERS if row.status == Status.DRAFT else Reach.ALL,
        )
        for key, row in findings_by_key(programme, keys).items()
    }


def _genre(kind: FindingKind) -> Sequence[tuple[Text, Text]]:
    """Return what sort of finding it is; nothing where the kind of source says it already."""
    return () if kind is FindingKind.FINDING else ((text("genre"), KIND_WORDS[kind]),)


def _seek(programme: Programme, sought: str, most: int) -> Sequence[str]:
    """Return findings whose sentence holds the words; the last ones without words. One query."""
    wanted = searched(sought).split()
    rows = Finding.objects.filter(programme=programme, removed_at=None).order_by("-made_at", "-pk")
    found = [
        key
        for key, sentence in rows.values_list("key", "sentence")
        if all(word in searched(sentence) for word in wanted)
    ]
    return found[:most]


KINDS = (Kind(FINDING, text("constat"), _findings, seek=_seek),)
