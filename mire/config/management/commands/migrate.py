"""Django's command, but for a database that has no table yet (:mod:`mire.config.first_tables`)."""

from typing import Any

from django.core.management.commands.migrate import Command as Migrate
from django.db import connections

from mire.config.first_tables import make_first_tables

ONLY = ("app_label", "migration_name", "check_unapplied", "plan", "prune", "fake", "fake_initial")
"""What asks for something else than to bring everything up to date."""


class Command(Migrate):
    """Brings the tables of a database to the state that this version knows."""

    def handle(self, *args: Any, **options: Any) -> None:
        """Make the tables of an empty database at once; then do what is left, step by step."""
        if not any(options.get(each) for each in ONLY):
            make_first_tables(connections[options["database"]])
        super().handle(*args, **options)
