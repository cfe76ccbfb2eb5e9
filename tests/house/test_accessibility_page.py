"""The page on accessibility has every criterion, a verdict for each, and the rate they give."""

import pytest

from tools.rgaa import CRITERIA, PAGE, Row, replaced_in, rows_of, said_in, sentence


def page() -> str:
    return PAGE.read_text(encoding="utf-8")


def plain(said: str) -> str:
    return said.replace("\u202f", " ").replace("\u00a0", " ")


def test_the_hundred_and_six_criteria_are_there_in_order() -> None:
    expected = [f"{theme}.{n}" for theme, most in CRITERIA.items() for n in range(1, most + 1)]
    assert len(expected) == 106
    assert [row.number for row in rows_of(page())] == expected
    assert all(len(row.proof) > 4 for row in rows_of(page()))


def test_what_does_not_comply_says_what_replaces_it() -> None:
    not_so = [row.number for row in rows_of(page()) if row.verdict == "NC"]
    assert list(replaced_in(page())) == not_so
    assert all(len(each) > 20 for each in replaced_in(page()).values())


def test_the_page_says_the_rate_that_its_table_gives() -> None:
    assert plain(said_in(page())) == sentence(rows_of(page()))


@pytest.mark.parametrize(
    ("verdicts", "said"),
    [
        (("C", "C", "NC", "NA"), "Taux : 66,7 %."),
        (("C", "NA"), "Taux : 100,0 %."),
        (("NA",), "Taux : 0 %."),
    ],
)
def test_the_rate_leaves_out_what_does_not_apply(verdicts: tuple[str, ...], said: str) -> None:
    assert sentence([Row("1.1", each, "") for each in verdicts]).endswith(said)


def test_a_row_with_another_verdict_is_not_read() -> None:
    assert rows_of("| 1.1 | Une image | presque | non |\n") == []
    assert rows_of("| 1.1 | Une image | NC | non |\n") == [Row("1.1", "NC", "non")]
