"""The demonstration is told as of today: its words name no month, since its dates are moved."""

import ast
import re
from pathlib import Path

MONTH = re.compile(
    r"\b(janvier|février|avril|juin|juillet|août|septembre|octobre|novembre|décembre"
    r"|\d{1,2} (?:mars|mai)|en (?:mars|mai))\b"
)


def words_of(file: Path) -> list[str]:
    tree = ast.parse(file.read_text(encoding="utf-8"))
    return [
        node.value
        for node in ast.walk(tree)
        if isinstance(node, ast.Constant) and isinstance(node.value, str)
    ]


def test_no_word_of_the_demonstration_names_a_month() -> None:
    files = sorted(Path("mire/cli").glob("demo*.py"))
    assert len(files) > 10
    named = {
        file.name: found
        for file in files
        if (found := [each for each in words_of(file) if MONTH.search(each)])
    }
    assert named == {}


def test_a_month_would_be_found() -> None:
    said = ["décidé le 14 juin", "en mai", "le 3 mars", "au mois de septembre"]
    assert all(MONTH.search(each) for each in said)
    assert not any(MONTH.search(each) for each in ("un marché", "mais", "la mairie", "il marche"))
