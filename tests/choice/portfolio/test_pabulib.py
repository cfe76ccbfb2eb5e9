"""Pabulib files: read back as they were written; every problem with its line."""

from fractions import Fraction

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.choice.portfolio import pabulib
from mire.choice.portfolio.election import BallotKind, Election, Topic, election
from mire.choice.portfolio.pabulib import PabulibRefused, read, written

GOOD = """META
key;value
description;Sujets
budget;60,5
vote_type;cumulative
num_projects;2
num_votes;2
PROJECTS
project_id;cost;name;category
S1;20;"Accueil; guichets";accueil, écrit
S2;15.25;Formulaires;None
VOTES
voter_id;age;vote;points
1;34;S2,S1;3,1.5
2;;;
"""


def plain(each: Election) -> tuple[object, ...]:
    return (
        each.topics,
        each.capacity,
        each.kind,
        each.starts.tolist(),
        each.marked.tolist(),
        None if each.points is None else each.points.tolist(),
        each.points_unit,
        each.voters,
        each.more,
    )


def test_a_file_is_read_as_it_stands() -> None:
    found = read(GOOD)
    assert found.topics == (
        Topic("S1", Fraction(20), "Accueil; guichets", ("accueil", "écrit")),
        Topic("S2", Fraction(61, 4), "Formulaires", ()),
    )
    assert (found.capacity, found.kind) == (Fraction(121, 2), BallotKind.CUMULATIVE)
    assert (found.marked.tolist(), found.starts.tolist()) == ([0, 1], [0, 2, 2])
    assert found.points is not None
    assert (found.points.tolist(), found.points_unit) == ([3, 6], 2)
    assert (found.voters, found.more) == (("1", "2"), (("description", "Sujets"),))


def test_a_byte_order_mark_carriage_returns_and_blank_lines_change_nothing() -> None:
    spread = GOOD.replace("VOTES", "\n  \n;;;\nVOTES").replace("\n", "\r\n")
    assert plain(read("\ufeff" + spread)) == plain(read(GOOD))


words = st.text(st.characters(codec="utf-8", exclude_categories=("C", "Z")), min_size=1, max_size=6)
ids = words.filter(lambda word: "," not in word)


@st.composite
def elections(draw: st.DrawFn) -> Election:
    cents = st.integers(0, 10_000).map(lambda value: Fraction(value, 100))
    topics = [
        Topic(
            id,
            draw(cents),
            draw(words | st.just("")),
            tuple(draw(st.lists(ids.filter(lambda word: word != "None"), max_size=2, unique=True))),
        )
        for id in draw(
            st.lists(ids.filter(lambda word: word != "None"), min_size=1, max_size=4, unique=True)
        )
    ]
    kind = draw(st.sampled_from(BallotKind))
    some = st.lists(st.sampled_from([topic.id for topic in topics]), unique=True)
    if kind is BallotKind.APPROVAL:
        ballots = st.lists(some, min_size=1, max_size=4)
    else:
        points = st.integers(1, 999).map(lambda value: Fraction(value, 8))
        ballots = st.lists(
            st.dictionaries(st.sampled_from([topic.id for topic in topics]), points),
            min_size=1,
            max_size=4,
        )
    return election(
        topics, draw(ballots), capacity=draw(cents), kind=kind, more=[("description", draw(words))]
    )


@given(elections())
def test_what_is_written_is_read_back_the_same(given_: Election) -> None:
    assert plain(read(written(given_))) == plain(given_)


@pytest.mark.parametrize(
    ("old", "new", "problem"),
    [
        ("budget;60,5", "budget;-1", (4, "budget", "negative", "-1")),
        ("budget;60,5", "budget;NaN", (4, "budget", "not_an_amount", "NaN")),
        ("budget;60,5", "budget;1e3", (4, "budget", "not_an_amount", "1e3")),
        ("budget;60,5", "budgets;60", (1, "budget", "missing", "")),
        ("budget;60,5", "budget;1\nbudget;2", (5, "budget", "twice", "budget")),
        ("cumulative", "ordinal", (5, "vote_type", "ranks", "ordinal")),
        ("cumulative", "zut", (5, "vote_type", "unknown_kind", "zut")),
        ("num_projects;2", "num_projects;3", (6, "num_projects", "wrong_number", "3")),
        ("num_votes;2", "num_votes;1", (7, "num_votes", "wrong_number", "1")),
        ("num_votes;2", "max_length;1", (14, "vote", "length", "2")),
        ("num_votes;2", "min_length;x", (7, "min_length", "not_a_number", "x")),
        ("S1;20", "S1;-20", (10, "cost", "negative", "-20")),
        ("S1;20", "S1;NaN", (10, "cost", "not_an_amount", "NaN")),
        ("S1;20", "S1;", (10, "cost", "not_an_amount", "")),
        ("S2;15.25", "S1;15.25", (11, "project_id", "twice", "S1")),
        ("S2;15.25", ";15.25", (11, "project_id", "no_id", "")),
        ("S2;15.25;Formulaires;None", "S2;1;a;b;c", (11, "", "too_many_cells", "5")),
        ("project_id;cost", "project_id;coût", (8, "cost", "no_column", "cost")),
        ("project_id;cost", "cost;cost", (9, "cost", "column_twice", "cost")),
        ("key;value", "clé;value", (1, "key", "no_column", "key")),
        (";vote;points", ";vote;point", (12, "points", "no_column", "points")),
        ("S2,S1;3,1.5", "S2,zut;3,1", (14, "vote", "unknown_topic", "zut")),
        ("S2,S1;3,1.5", "S2,S2;3,1", (14, "vote", "twice", "S2")),
        ("S2,S1;3,1.5", "S2,S1;3", (14, "points", "wrong_number", "1")),
        ("S2,S1;3,1.5", "S2,S1;3,-1", (14, "points", "negative", "-1")),
        ("S2,S1;3,1.5", "S2,S1;3,nan", (14, "points", "not_an_amount", "nan")),
        ("S2,S1;3,1.5", "S2,S1;3,9999999", (14, "points", "too_large", "9999999")),
        ("2;;;", "1;;;", (15, "voter_id", "twice", "1")),
        ("2;;;", ";34;S1;1", (15, "voter_id", "no_id", "")),
        ("2;;;", '2;;"S1;', (15, "", "unreadable", "")),
        ("2;;;", '2;;"S1;\n3;;;\n4;;;', (15, "", "unreadable", "")),
        ("VOTES\n", "META\nkey;value\nVOTES\n", (12, "", "section_twice", "META")),
        ("META\n", "zut\nMETA\n", (1, "", "before_sections", "zut")),
    ],
)
def test_a_problem_is_said_with_its_line(
    old: str, new: str, problem: tuple[int, str, str, str]
) -> None:
    assert old in GOOD
    with pytest.raises(PabulibRefused) as caught:
        read(GOOD.replace(old, new, 1))
    found = [(each.line, each.field, each.reason, each.value) for each in caught.value.problems]
    assert problem in found


@pytest.mark.parametrize("text", ["", "\n\n", "\ufeff", "META\n", "zut", "PROJECTS\nVOTES\n", "\0"])
def test_what_lacks_sections_is_refused(text: str) -> None:
    with pytest.raises(PabulibRefused) as caught:
        read(text)
    assert "no_section" in {each.reason for each in caught.value.problems}


@pytest.mark.parametrize(
    ("start", "end", "reason"),
    [
        ("S1", "VOTES", "no_topic"),
        ("1;34", "end", "no_ballot"),
    ],
)
def test_no_topic_and_no_ballot_are_refused(start: str, end: str, reason: str) -> None:
    text = GOOD.replace("num_projects;2\nnum_votes;2\n", "") + "end"
    cut = text[: text.index(start)] + text[text.index(end) :].removesuffix("end")
    if reason == "no_topic":
        cut = cut.replace("S2,S1;3,1.5", ";")
    with pytest.raises(PabulibRefused) as caught:
        read(cut)
    assert [each.reason for each in caught.value.problems] == [reason]


def test_every_problem_is_said_by_line() -> None:
    bad = GOOD.replace("60,5", "x").replace("S1;20", "S1;y").replace("S2,S1;3,1.5", "zut;-1")
    with pytest.raises(PabulibRefused) as caught:
        read(bad)
    lines = [each.line for each in caught.value.problems]
    assert lines == sorted(lines)
    assert {4, 10, 14} <= set(lines)


@given(st.text(max_size=200) | st.text('METAPROJCSVOkeyvalu;\n,0123"-', max_size=300))
def test_no_text_makes_it_fail_otherwise(text: str) -> None:
    with pytest.raises(PabulibRefused) as caught:
        read("META\nkey;value\n" + text)
    assert caught.value.problems


def test_a_topic_twice_on_a_ballot_counts_once_and_is_noted() -> None:
    text = PLAIN.replace("1;a,b", "1;a,b,a")
    notes: list[pabulib.Problem] = []
    found = pabulib.read(text, notes)
    assert pabulib.written(found) == pabulib.written(pabulib.read(PLAIN))
    assert [(each.line, each.reason, each.value) for each in notes] == [(12, "counted_once", "a")]


def test_quotation_marks_inside_a_name_are_part_of_it() -> None:
    for name in ('"Green" roofs', 'Kiosque "à musique"', 'Parc « des " Prés »'):
        found = pabulib.read(PLAIN.replace("Bancs", name))
        assert found.topics[0].name == name
        assert len(found.topics) == 2


def test_one_bad_name_is_one_problem() -> None:
    text = PLAIN.replace("Bancs", "Bancs; place du marché")
    with pytest.raises(pabulib.PabulibRefused) as refused:
        pabulib.read(text)
    assert [(each.line, each.reason) for each in refused.value.problems] == [(8, "too_many_cells")]


PLAIN = """META
key;value
budget;10
vote_type;approval
num_projects;2
PROJECTS
project_id;cost;name
a;4;Bancs
b;5;Jardin
VOTES
voter_id;vote
1;a,b
2;a
"""
