"""A typed line, where an outcome stands, until when it changes: laws, then worked examples."""

import json
from contextlib import suppress
from datetime import UTC, date, datetime, timedelta

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.programme.outcomes.rules.kinds import (
    End,
    OutcomeKind,
    Stance,
    Standing,
    may_change,
    name_of,
    open_for,
    span_words,
    standing_of,
)
from mire.programme.outcomes.rules.line import KIND_OF, MARKERS, Line, read_day, read_line
from mire.programme.outcomes.rules.masking import MASK, checked_passage, without_passages
from mire.technique_api.refusal import Refusal

DAY = date(2018, 5, 17)
NOW = datetime(2018, 5, 17, 9, tzinfo=UTC)
MEANT = {*MARKERS, *KIND_OF}
WORDS = st.text(
    st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=12
).filter(lambda word: "|" not in word and word.casefold().rstrip(":") not in MEANT)
PART = st.lists(WORDS, min_size=1, max_size=5).map(" ".join)


def read(typed: str, *, n_sources: int = 0) -> Line:
    return read_line(typed, kind=OutcomeKind.DECISION, on=DAY, n_sources=n_sources)


@given(st.lists(PART, min_size=1, max_size=4), st.lists(PART, max_size=3))
def test_no_word_that_was_typed_is_lost(parts: list[str], reasons: list[str]) -> None:
    typed = " | ".join([*parts, *(f"car {each}" for each in reasons)])
    line = read(f"d {typed}")
    assert line.what == " | ".join(parts)
    assert line.why == " | ".join(reasons)


@given(st.text(max_size=80))
def test_whatever_is_typed_is_read_or_refused_in_words(typed: str) -> None:
    line = None
    with suppress(Refusal):
        line = read(typed)
    assert line is None or line.what
    assert (line is None) <= (not typed.strip("| ") or "|" in typed or len(typed.split()) < 2)


def test_a_decision_says_why_who_and_what_is_left() -> None:
    line = read(
        "d Le labo ouvre en résidence | car il va où sont les sujets | par la direction générale "
        "| reste le budget | vu 2 3 | pro",
        n_sources=3,
    )
    assert line == Line(
        OutcomeKind.DECISION,
        "Le labo ouvre en résidence",
        "il va où sont les sujets",
        "la direction générale",
        "le budget",
        None,
        Stance.FOR,
        (2, 3),
    )


def test_an_action_says_who_and_by_when() -> None:
    line = read("A Rédiger la note | by D07 | due 12/06")
    assert (line.kind, line.what, line.who) == (OutcomeKind.ACTION, "Rédiger la note", "D07")
    assert line.due == date(2018, 6, 12)


def test_a_letter_is_a_kind_only_before_a_space() -> None:
    assert read("accord sur le lieu").what == "accord sur le lieu"
    assert read("à revoir").kind is OutcomeKind.DECISION
    assert read("q Qui paie ?").kind is OutcomeKind.QUESTION
    # A bar that begins no field belongs to what was said.
    assert read("d Deux lieux | l'un au centre").what == "Deux lieux | l'un au centre"
    assert read("d Oui | car c'est prêt | et attendu").why == "c'est prêt | et attendu"


@pytest.mark.parametrize(
    ("typed", "field"),
    [("", "what"), ("d", "what"), ("d | car rien", "what"), ("a X | pour demain", "due"),
     ("a X | pour 31/02", "due"), ("d X | vu 4", "sources"), ("d X | vu ²", "sources"),
     ("d " + "x" * 401, "what"), ("a X | par " + "y" * 161, "who")],
)  # fmt: skip
def test_what_cannot_be_read_names_its_field(typed: str, field: str) -> None:
    with pytest.raises(Refusal) as refused:
        read(typed, n_sources=3)
    assert refused.value.path == (field,)


def test_a_day_without_a_year_is_the_next_one() -> None:
    assert read_day("17/05", DAY) == DAY
    assert read_day("16/05", DAY) == date(2019, 5, 16)
    assert read_day("16.05.2018", DAY) == date(2018, 5, 16)
    assert read_day("2018-06-01", DAY) == date(2018, 6, 1)


@given(
    st.sampled_from(OutcomeKind),
    st.booleans(),
    st.sampled_from(End),
    st.none() | st.dates(date(2017, 1, 1), date(2019, 1, 1)),
    st.booleans(),
)
def test_what_is_superseded_or_abandoned_is_never_in_force(
    kind: OutcomeKind, is_superseded: bool, end: End, due: date | None, is_answered: bool
) -> None:
    standing = standing_of(
        kind, is_superseded=is_superseded, end=end, due=due, is_answered=is_answered, today=DAY
    )
    if is_superseded:
        assert standing is Standing.SUPERSEDED
    elif end is End.ABANDONED:
        assert standing is Standing.ABANDONED
    else:
        assert standing not in (Standing.SUPERSEDED, Standing.ABANDONED)
    assert (standing is Standing.LATE) <= (due is not None and due < DAY)


def test_an_action_is_late_from_the_day_after() -> None:
    def on(day: date) -> Standing:
        return standing_of(OutcomeKind.ACTION, is_superseded=False, end=End.NOT, due=DAY, today=day)

    assert (on(DAY), on(DAY + timedelta(days=1))) == (Standing.TO_DO, Standing.LATE)


def test_what_is_settled_does_not_change_but_for_ten_minutes_outside_of_minutes() -> None:
    later = NOW + timedelta(minutes=10)
    assert may_change(settled_at=None, made_at=NOW, now=NOW + timedelta(days=9))
    assert may_change(settled_at=NOW, made_at=NOW, now=later - timedelta(seconds=1))
    assert not may_change(settled_at=NOW, made_at=NOW, now=later)
    # Settled with its minutes, a second after it was written: at once for good.
    assert not may_change(settled_at=NOW + timedelta(seconds=1), made_at=NOW, now=NOW)


def test_names_and_how_long_a_question_is_open() -> None:
    assert name_of("decision", 12) == "D12"
    said = [str(open_for(day, DAY)) for day in (DAY, date(2018, 5, 16), date(2018, 3, 21))]
    assert said == ["ouverte aujourd'hui", "ouverte depuis 1 jour", "ouverte depuis 57 jours"]
    assert str(open_for(date(2018, 3, 17), DAY)) == "ouverte depuis 2 mois"
    assert str(open_for(date(2018, 2, 18), DAY)) == "ouverte depuis 3 mois"


@given(st.integers(0, 4_000))
def test_a_question_never_grows_younger(days: int) -> None:
    def months(said: str) -> float:
        count, unit = said.split()
        return int(count) * (1 if unit == "mois" else 12 / 365)

    assert months(str(span_words(days))) <= months(str(span_words(days + 1)))


@given(
    before=st.text(alphabet="abc é'«…", max_size=40),
    passage=st.text(alphabet="XYZ", min_size=3, max_size=8),
    after=st.text(alphabet="abc é'«…", max_size=40),
    cut=st.integers(min_value=1, max_value=60),
)
def test_nothing_kept_says_a_masked_passage_whole_or_cut_short(
    before: str, passage: str, after: str, cut: int
) -> None:
    said = f"Il a été dit {before}{passage}{after}"
    short = said[:cut] + "…"
    kept = {"is": "List", "items": [said, {"words": f"D3 « {said} »"}, short, 3, None]}
    now = said.replace(passage, MASK)
    told = without_passages(kept, {said: now})
    assert passage not in json.dumps(told, ensure_ascii=False)
    whole, quoted, cut_short, *rest = told["items"]
    assert (whole, quoted["words"], rest) == (now, f"D3 « {now} »", [3, None])
    # Nothing of a name is left where a sentence was cut in the middle of it, nor anything else.
    assert not set(cut_short) & set("XYZ")
    if "X" not in short and "Y" not in short and "Z" not in short:
        assert cut_short == short


@pytest.mark.parametrize(
    ("passage", "reason", "path"),
    [
        ("ab", "nomme", "passage"),
        ("absent d'ici", "nomme", "passage"),
        ("la cheffe", "", "reason"),
        ("la cheffe", "nomme la cheffe", "reason"),
    ],
)
def test_a_passage_is_masked_only_as_it_is_written_and_for_a_reason(
    passage: str, reason: str, path: str
) -> None:
    with pytest.raises(Refusal) as refused:
        checked_passage(passage, reason, ["Voir la cheffe demain.", ""])
    assert refused.value.path == (path,)
