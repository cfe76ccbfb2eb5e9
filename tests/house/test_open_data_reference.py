"""The columns of open data are in their reference, as the package's own dictionary says them."""

from mire.programme.opendata.rules.columns import TABLES
from mire.programme.opendata.rules.opening import LICENCES, Rule
from tests.house.reading import ROOT

PAGE = (ROOT / "docs" / "reference" / "opendata.md").read_text()


def test_every_table_and_column_is_said_as_the_package_says_it() -> None:
    for table in TABLES:
        _, _, after = PAGE.partition(f"### `{table.name}.csv`\n")
        section = after.partition("\n##")[0]
        assert table.english in section, table.name
        rows = [line for line in section.splitlines() if line.startswith("| `")]
        assert rows == [
            f"| `{column.name}` | {column.kind} | {column.english} | {column.french} |"
            for column in table.columns
        ]


def test_every_rule_and_licence_is_there() -> None:
    assert [name for name in (*Rule, *LICENCES) if f"`{name}`" not in PAGE] == []
