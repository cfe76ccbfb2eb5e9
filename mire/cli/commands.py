"""Every command of ``mire``."""

import os
from importlib import import_module
from pathlib import Path
from typing import Annotated, Any

import django
import msgspec
import typer

os.environ.setdefault("DJANGO_SETTINGS_MODULE", "mire.config.settings.prod")
django.setup(set_prefix=False)

from django.utils.translation import gettext as _
from django.utils.translation import ngettext  # noqa: E402, RUF100

from mire.cli import building, demonstration, replanning, serving, speech
from mire.cli.rehearsal.outcome import outcome_of_log, write_outcome
from mire.cli.rehearsal.play import rehearsed
from mire.cli.usage import SpokenGroup
from mire.documents import fonts
from mire.live.replay import DamagedLog
from mire.runsheet.checks import MOST_PHONE_MOMENTS, overrun, phone_moments
from mire.words.words import translate

# Before the commands are made: their help is said in the terminal's language.
speech.speak_the_terminal_language()

from mire.cli import office
from mire.cli.backing_up import backup, restore
from mire.cli.doctor.command import doctor
from mire.cli.evidence import evidence
from mire.cli.export import export
from mire.cli.keeping import MOST_LOG_BYTES, import_log, purge
from mire.cli.meetings import Port, meetings
from mire.cli.packing import pack, unpack
from mire.cli.verify import verify

WHEN_ASKED = {name: f"mire.cli.{name}" for name in ("choose", "analyse", "plan")}
"""Groups of commands, and the packages whose ``app`` they are. A server never needs them: their
import is a sixth of its start."""


class Commands(SpokenGroup):
    """The root of the commands; some groups are imported when one of theirs is asked for."""

    def list_commands(self, ctx: Any) -> list[str]:
        """Return the names of all commands, those of groups that are not imported too."""
        return [*super().list_commands(ctx), *WHEN_ASKED]

    def get_command(self, ctx: Any, cmd_name: str) -> Any:
        """Return a command by its name, None for none."""
        if cmd_name not in WHEN_ASKED:
            return super().get_command(ctx, cmd_name)
        group = typer.main.get_command(import_module(WHEN_ASKED[cmd_name]).app)
        group.name = cmd_name
        return group


app = typer.Typer(
    cls=Commands,
    help=_("Mire : préparer, animer et restituer une réunion."),
    no_args_is_help=True,
    add_completion=False,
    pretty_exceptions_enable=False,
)
runsheet = typer.Typer(help=_("Les conducteurs."), no_args_is_help=True)
app.add_typer(runsheet, name="runsheet")
app.add_typer(office.admin, name="admin")

SheetFile = Annotated[Path, typer.Argument(metavar="FILE", help=_("Un conducteur, en TOML."))]
Out = Annotated[Path, typer.Option("--out", metavar="DIR", help=_("Où écrire."))]


def run() -> None:
    """Run the command line."""
    app()


@runsheet.command(
    "check",
    help=_("Vérifie qu'un conducteur est lisible et tient dans son créneau (code 2 sinon)."),
)
def check(file: SheetFile) -> None:
    sheet = speech.read_sheet_file(file)
    how = sheet.fit()
    typer.echo(
        _(
            "%(title)s : %(total)s min prévues pour un créneau de %(slot)s min, %(spare)s min de "
            "marge."
        )
        % {
            "title": sheet.meeting.title,
            "total": how.total,
            "slot": sheet.meeting.slot,
            "spare": how.spare,
        }
    )
    for problem in overrun(sheet):  # an end that may move: told, not refused
        typer.echo(_("Attention : %(why)s") % {"why": translate(problem.text)})
    if missing := fonts.lacking("".join(fonts.words_in(msgspec.to_builtins(sheet)))):
        typer.echo(
            _(
                "Attention : sur le papier, %(box)s remplacera des signes que l'impression n'a "
                "pas : %(signs)s."
            )
            % {"box": fonts.MISSING, "signs": ", ".join(map(fonts.named, missing))}
        )
    moments = phone_moments(sheet)
    if moments > MOST_PHONE_MOMENTS:
        typer.echo(
            ngettext(
                "Attention : %(n)s moment de téléphone ; trois au plus se supportent bien.",
                "Attention : %(n)s moments de téléphone ; trois au plus se supportent bien.",
                moments,
            )
            % {"n": moments}
        )


@runsheet.command(
    "replan", help=_("Propose de quoi tenir la fin promise, quand ACTIVITY commence à HH:MM.")
)
def replan(
    file: SheetFile,
    at: Annotated[
        str, typer.Option("--at", metavar="ACTIVITY", help=_("La séquence qui commence."))
    ],
    now: Annotated[str, typer.Option("--now", metavar="HH:MM", help=_("L'heure qu'il est."))],
    as_json: Annotated[bool, typer.Option("--json", help=_("En JSON."))] = False,
) -> None:
    sheet = speech.read_sheet_file(file)
    replanning.print_replan(sheet, at=at, now=now, as_json=as_json)


@app.command(
    help=_("Joue toute une réunion avec des participants simulés, aussi vite que possible.")
)
def rehearse(
    file: SheetFile,
    out: Out,
    participants: Annotated[int, typer.Option(min=1, max=2_000)] = 40,
    seed: Annotated[int, typer.Option(min=0)] = 1,
) -> None:
    sheet = speech.read_sheet_file(file)
    log = rehearsed(sheet, participants=participants, seed=seed)
    write_outcome(out, outcome_of_log(log))
    typer.echo(
        _("Écrits dans %(folder)s : log.jsonl, results.json, report.html.") % {"folder": out}
    )


@app.command(
    help=_("Recalcule tout ce qu'un journal donne : results.json et report.html, à l'octet près.")
)
def replay(
    file: Annotated[Path, typer.Argument(metavar="LOG", help=_("Un journal, log.jsonl."))],
    out: Out,
) -> None:
    raw = speech.read_bytes(file, most=MOST_LOG_BYTES)
    try:
        outcome = outcome_of_log(raw)
    except DamagedLog as damaged:
        speech.refuse(
            _("%(file)s, ligne %(line)s : %(why)s")
            % {"file": file, "line": damaged.line, "why": translate(damaged.text)}
        )
    write_outcome(out, outcome, with_log=False)
    typer.echo(_("Écrits dans %(folder)s : results.json, report.html.") % {"folder": out})


@app.command("open", help=_("Ouvre une réunion pour ce conducteur et dit ses adresses."))
def open_(
    file: SheetFile,
    port: Port = None,
) -> None:
    sheet = speech.read_sheet_file(file)
    serving.prepare_databases()
    serving.print_addresses(serving.opened(sheet), serving.default_address(port))


app.command(
    "meetings",
    help=_("Liste les réunions, leur date et leur état ; refait les adresses secrètes d'une."),
)(meetings)
app.command(
    "evidence",
    help=_("Refait, depuis les journaux, ce qui peut être cité des réunions terminées."),
)(evidence)


app.command(
    "export",
    help=_(
        "Écrit les données ouvertes d'une réunion ou d'un programme, ou son archive ; vérifie un "
        "scellé."
    ),
)(export)
app.command("verify", help=_("Vérifie qu'une version de la note est mot pour mot celle figée."))(
    verify
)
app.command(
    "import-log",
    help=_("Apporte une réunion d'une autre installation : son journal, vérifié en entier."),
)(import_log)
app.command(
    "pack",
    help=_("Met une réunion dans un fichier, pour la tenir sur un ordinateur sans réseau."),
)(pack)
app.command(
    "unpack",
    help=_("Ouvre ici une réunion emportée, ou rapporte celle qui a été tenue ailleurs."),
)(unpack)
app.command(
    "purge",
    help=_("Efface les données personnelles échues ; avec un visa, élimine les archives échues."),
)(purge)
app.command(
    "backup",
    help=_("Sauvegarde l'installation dans un seul fichier, pendant qu'elle sert ou non."),
)(backup)
app.command(
    "restore", help=_("Refait une installation d'une sauvegarde, là où il n'y en a pas encore.")
)(restore)
app.command(
    "doctor",
    help=_(
        "Vérifie ce sur quoi l'installation repose, et dit quoi faire (code 1 si ça ne va pas)."
    ),
)(doctor)


@app.command(help=_("Sert les réunions de cette installation."))
def serve(
    host: Annotated[str, typer.Option(help=_("Adresse d'écoute."))] = "0.0.0.0",  # noqa: S104
    port: Annotated[int, typer.Option(min=1, max=65_535)] = 8000,
    workers: Annotated[
        int, typer.Option(min=1, max=64, help=_("Nombre de processus, sur PostgreSQL."))
    ] = 1,
) -> None:
    if workers > 1:
        serving.refuse_workers_on_files()
    held = serving.claimed(host, port)
    with serving.alone():
        serving.prepare_databases()
        office.print_first_start(serving.default_address(int(held.getsockname()[1])))
        serving.serve(host, held, workers=workers)


@app.command(help=_("Joue le séminaire de l'histoire, puis en ouvre un tout neuf."))
def demo(
    once: Annotated[
        bool, typer.Option("--once", help=_("S'arrêter après la restitution."))
    ] = False,
    out: Annotated[Path | None, typer.Option("--out", metavar="DIR", help=_("Où écrire."))] = None,
    port: Annotated[
        int,
        typer.Option(min=0, max=65_535, help=_("0 : le port 8000, ou un autre s'il est pris.")),
    ] = 0,
    month: Annotated[
        demonstration.StoryMonth,
        typer.Option(help=_("Jusqu'où va l'histoire : le séminaire, ou les trois GT.")),
    ] = demonstration.StoryMonth.JUNE,
) -> None:
    held = None if once else serving.claimed(demonstration.HOST, port)
    if held is None:
        demonstration.play(out)
    else:
        demonstration.stay_open(held, out, month.day)


@app.command(
    help=_(
        "Prépare ce qui ne se garde pas dans le dépôt : catalogues, polices, fichiers statiques."
    )
)
def build() -> None:
    building.build()
