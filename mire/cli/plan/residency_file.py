"""The file of `mire plan residency`, refused with every line at fault."""

from datetime import date
from pathlib import Path

from django.utils.translation import gettext as _

from mire.cli.toml_file import TomlFile
from mire.planning.residency.facts import BadFacts
from mire.planning.residency.tables import ResidencyTables, facts_of, monday, where_of
from mire.programme.residencies.rules.faults import fault_words
from mire.technique_api.reading import read_mapping
from mire.technique_api.refusal import Refusal
from mire.words.words import translate


class ResidencyFile:
    """What the file says: ``facts`` in weeks from ``starts``; refused with every line at fault."""

    def __init__(self, path: Path) -> None:
        self.toml = TomlFile(path)
        try:
            self.tables = read_mapping(ResidencyTables, self.toml.values)
        except Refusal as refusal:
            self.toml.fault(refusal.path, translate(refusal.text))
            self.toml.refuse_faults()
        self.starts = self.tables.cycle.starts
        if self.tables.format != 1:
            self.toml.fault(("format",), _("il faut « format = 1 »"))
        if self.starts.weekday() != 0:
            self.toml.fault(("cycle", "starts"), _("le cycle commence un lundi."))
        self.toml.refuse_faults()
        try:
            self.facts = facts_of(self.tables)
        except BadFacts as bad:
            for each in bad.faults:
                self.toml.fault(where_of(each, self.tables), translate(fault_words(each)))
            self.toml.refuse_faults()

    def monday(self, week: int) -> date:
        """Return the first day of a week of the plan."""
        return monday(self.tables, week)
