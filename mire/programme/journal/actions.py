"""Writing the journal, in the same transaction as what it tells."""

from collections.abc import Callable
from contextvars import ContextVar
from datetime import datetime
from functools import wraps
from typing import Any, ParamSpec, TypeVar

from django.db import transaction

from mire.programme.journal.models import Entry
from mire.programme.journal.rules import About, Actor, Values, plain

P = ParamSpec("P")
R = TypeVar("R")

_written: ContextVar[list[str] | None] = ContextVar("acts of the running action", default=None)


class NotJournalled(AssertionError):
    """An action ended without a line in the journal, or a line was written outside an action."""


def journalled(action: Callable[P, R]) -> Callable[P, R]:
    """Run an action in one transaction, which must write at least one line of the journal.

    An action that finds nothing to do says so by ``nothing_done()``. Raises ``NotJournalled``, and
    undoes everything, when it did neither.
    """

    @wraps(action)
    def run(*args: P.args, **kwargs: P.kwargs) -> R:
        outer = _written.get()
        acts: list[str] = []
        token = _written.set(acts)
        try:
            with transaction.atomic():
                done = action(*args, **kwargs)
                if not acts:
                    name = f"{action.__module__}.{action.__name__}"
                    raise NotJournalled(name)
        finally:
            _written.reset(token)
        if outer is not None:
            outer.extend(acts)
        return done

    run.is_journalled = True  # type: ignore[attr-defined]
    return run


def note(
    *,
    by: Actor,
    act: str,
    about: About,
    now: datetime,
    programme: str = "",
    before: Values | None = None,
    after: Values | None = None,
) -> None:
    """Write a line. ``before`` and ``after`` never hold a free text of anonymous people."""
    acts = _written.get()
    if acts is None:
        raise NotJournalled(act)
    acts.append(act)
    Entry.objects.create(
        programme=programme,
        at=now,
        actor=by.key,
        actor_name=by.name[:120],
        act=act,
        about_kind=about.kind,
        about_key=about.key,
        about_name=about.name[:200],
        before=None if before is None else _plain(before),
        after=None if after is None else _plain(after),
    )


def nothing_done() -> None:
    """Say that the running action changed nothing, so that it need not be in the journal."""
    acts = _written.get()
    if acts is not None:
        acts.append("")


def _plain(values: Values) -> dict[str, Any]:
    return {name: plain(value) for name, value in values.items()}
