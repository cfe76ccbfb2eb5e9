"""The life of data from the terminal: what goes at the end of its time, a log brought in."""

from collections.abc import Sequence
from datetime import UTC, datetime
from pathlib import Path
from typing import Annotated

import typer
from django.utils import timezone
from django.utils.translation import get_language, ngettext
from django.utils.translation import gettext as _

from mire.cli import serving, speech
from mire.documents.tree import Block, Document, Grid, Paragraph
from mire.live.engine.engine import Engine, current_engine
from mire.live.replay import DamagedLog
from mire.programme.journal.rules import NOBODY
from mire.programme.programmes.queries import sole_programme
from mire.programme.retention.actions import dispose_of_archives, erase_kind, note_past_ends
from mire.programme.retention.queries import Programme, all_programmes, common_due, due_of
from mire.programme.retention.rules import (
    FATE_WORDS,
    Due,
    Fate,
    erased_kinds,
    period_words,
)
from mire.programme.transfer.actions import bring_in_log
from mire.technique_api.refusal import Refusal
from mire.words import words

MOST_LOG_BYTES = 200_000_000

DryRun = Annotated[
    bool, typer.Option("--dry-run", help=_("Dire ce qui partirait, sans rien effacer."))
]
Visa = Annotated[
    str,
    typer.Option(
        "--visa",
        metavar="REF",
        help=_("Éliminer aussi les archives échues, sous ce visa d'élimination."),
    ),
]
OfProgramme = Annotated[
    str,
    typer.Option(
        "--programme",
        metavar="NAME",
        help=_("Ce programme seulement ; sinon, tous les programmes et l'installation."),
    ),
]


def purge(dry_run: DryRun = False, visa: Visa = "", programme: OfProgramme = "") -> None:
    """Say what is due by the rules of retention, and make it go."""
    serving.prepare_databases()
    engine, now = current_engine(), datetime.now(UTC)
    today = timezone.localdate(now)
    everything = all_programmes()
    wanted = programme.strip().casefold()
    chosen = [each for each in everything if wanted in ("", each.name.casefold())]
    if wanted and not chosen:
        speech.refuse(
            _("Aucun programme ne s'appelle « %(name)s » ici : %(names)s.")
            % {
                "name": programme,
                "names": words.listed([words.quoted(each.name) for each in everything]) or "—",
            }
        )
    try:
        note_past_ends(engine=engine, today=today, now=now)
        due = [(each, due_of(each, engine, today=today)) for each in chosen]
        with_archives = [each for each, lines in due if _n(lines, Fate.ARCHIVED)]
        if visa.strip() and len(with_archives) > 1:
            speech.refuse(
                _("Un visa vaut pour un programme : dites lequel par --programme (%(names)s).")
                % {"names": words.listed([words.quoted(each.name) for each in with_archives])}
            )
        common = [] if wanted else common_due(today=today)
        speech.print_document(_document(due, common, is_dry=dry_run))
        if dry_run:
            return
        n = 0
        for each in [*chosen, *([] if wanted else [None])]:
            n += _erase(each, engine, now)
        typer.echo(
            ngettext("%(n)s élément effacé.", "%(n)s éléments effacés.", n) % {"n": words.number(n)}
        )
        for each in with_archives:
            _dispose(each, visa, engine, now)
    except Refusal as refusal:
        speech.refuse_refusal(refusal)


def _erase(programme: Programme | None, engine: Engine, now: datetime) -> int:
    return sum(
        erase_kind(
            kind=kind,
            programme=programme,
            engine=engine,
            today=timezone.localdate(now),
            by=NOBODY,
            now=now,
        )
        for kind in erased_kinds(is_common=programme is None)
    )


def _dispose(programme: Programme, visa: str, engine: Engine, now: datetime) -> None:
    if not visa.strip():
        typer.echo(
            _("« %(programme)s » : des archives sont échues ; --visa REF les élimine, sous la "
              "référence du visa des archives.") % {"programme": programme.name}
        )  # fmt: skip
        return
    n = dispose_of_archives(
        programme=programme,
        visa=visa,
        engine=engine,
        today=timezone.localdate(now),
        by=NOBODY,
        now=now,
    )
    typer.echo(
        ngettext(
            "%(n)s réunion éliminée sous le visa « %(visa)s ».",
            "%(n)s réunions éliminées sous le visa « %(visa)s ».",
            n,
        )
        % {"n": n, "visa": visa.strip()}
    )


def _n(lines: Sequence[Due], fate: Fate) -> int:
    return sum(each.n for each in lines if each.rule.fate is fate)


def _document(
    due: Sequence[tuple[Programme, Sequence[Due]]], common: Sequence[Due], *, is_dry: bool
) -> Document:
    blocks: list[Block] = [
        _grid(each.name, lines, retention_months=each.retention_months) for each, lines in due
    ]
    if common:
        blocks.append(_grid(_("Toute l'installation"), common, retention_months=0))
    if is_dry:
        blocks.append(Paragraph(_("Rien n'est effacé : c'est un essai.")))
    return Document(_("Ce qui sera effacé"), "", get_language() or "fr", blocks)


def _grid(title: str, lines: Sequence[Due], *, retention_months: int) -> Grid:
    rows = tuple(
        (
            words.translate(each.rule.what),
            words.number(each.n),
            _later(each),
            words.translate(period_words(each.rule, retention_months=retention_months)),
            words.translate(FATE_WORDS[each.rule.fate]),
        )
        for each in lines
    )
    columns = (_("Quoi"), _("Part maintenant"), _("Ensuite"), _("Gardé"), _("Sort final"))
    return Grid(title, columns, rows, numbers=frozenset({1}))


def _later(due: Due) -> str:
    if due.next_on is None:
        return _("%(n)s sans échéance") % {"n": words.number(due.n_in_use)} if due.n_in_use else "—"
    return _("%(n)s le %(day)s") % {"n": words.number(due.n_next), "day": words.day(due.next_on)}


def import_log(
    file: Annotated[Path, typer.Argument(metavar="LOG", help=_("Un journal, log.jsonl."))],
) -> None:
    """Bring in the log of a meeting of another installation."""
    raw = speech.read_bytes(file, most=MOST_LOG_BYTES)
    serving.prepare_databases()
    try:
        meeting = bring_in_log(
            raw=raw,
            programme=sole_programme(),
            engine=current_engine(),
            by=NOBODY,
            now=datetime.now(UTC),
        )
    except DamagedLog as damaged:
        speech.refuse(
            _("%(file)s, ligne %(line)s : %(why)s")
            % {"file": file, "line": damaged.line, "why": words.translate(damaged.text)}
        )
    except Refusal as refusal:
        speech.refuse(
            _("%(file)s : %(why)s") % {"file": file, "why": words.translate(refusal.text)}
        )
    typer.echo(
        _("« %(title)s » est apportée, sous le code %(code)s.")
        % {"title": meeting.title, "code": meeting.code}
    )
