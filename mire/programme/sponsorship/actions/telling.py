"""What the actions of the room share: a path held, its lines of the journal."""

from datetime import datetime
from typing import Any

from mire.programme.journal.actions import note
from mire.programme.journal.rules import About
from mire.programme.sponsorship.models import Deliberation, PathStep, SponsorFact, SponsorshipPath
from mire.programme.sponsorship.rules.kinds import DELIBERATION, SERVED
from mire.technique_api.refusal import Refusal
from mire.technique_api.text import text


def too_many(most: int, name: str) -> Refusal:
    return Refusal(text("%(most)s au plus : retirez-en d'abord.", most=most), path=(name,),
                   code="many")  # fmt: skip


def served(added: str, name: str) -> Refusal:
    return Refusal(
        text(
            "Ce formulaire a déjà servi à ajouter « %(added)s ». Envoyez-le de nouveau pour "
            "ajouter aussi ce que vous venez d'écrire.",
            added=added,
        ),
        path=(name,),
        code=SERVED,
    )


def locked_path(path: SponsorshipPath) -> SponsorshipPath:
    rows = SponsorshipPath.objects.select_for_update(of=("self",)).select_related("programme")
    return rows.get(pk=path.pk)


def moved(path: SponsorshipPath, at: datetime) -> None:
    path.version += 1
    path.changed_at = at
    path.save()


def tell_path(path: SponsorshipPath, act: str, **told: Any) -> None:
    programme = path.programme
    about = About("programme", programme.key, programme.name)
    note(act=act, about=about, programme=programme.key, **told)


def tell_step(row: PathStep, act: str, **told: Any) -> None:
    about = About("path_step", row.key, row.title)
    note(act=act, about=about, programme=row.path.programme.key, **told)


def tell_fact(row: SponsorFact, act: str, **told: Any) -> None:
    about = About("sponsor_fact", row.key, f"{row.function} : {row.what}")
    note(act=act, about=about, programme=row.path.programme.key, **told)


def tell_deliberation(row: Deliberation, act: str, **told: Any) -> None:
    about = About(DELIBERATION, row.key, row.title)
    note(act=act, about=about, programme=row.path.programme.key, **told)
