"""Frozen versions and their digests, what changed between two, whose turn it is: pure."""

import copy
import itertools
import json
from collections.abc import Iterator
from dataclasses import replace
from datetime import UTC, date, datetime, timedelta
from typing import Any

import pytest
from hypothesis import given
from hypothesis import strategies as st

from mire.programme.approvals.rules.changes import (
    ChangeKind,
    changes_between,
    covered,
    heading_change,
)
from mire.programme.approvals.rules.circuit import (
    Given,
    StepFacts,
    Turn,
    Verdict,
    check_turn,
    circuit_stands,
    is_complete,
    may_approve,
)
from mire.programme.approvals.rules.frozen import (
    Cited,
    FrozenPassage,
    FrozenSection,
    canonical,
    check_version,
    freeze,
    mask_written,
    thaw,
    without_sources,
)
from mire.programme.approvals.rules.provenance import Signed, provenance, signed_in
from mire.programme.approvals.rules.sentences import Waits, message_for, where_it_waits
from mire.technique_api.refusal import Refusal
from mire.words import words
from tests.support.plain_words import typed

NOON = datetime(2018, 6, 12, 12, tzinfo=UTC)
TODAY = date(2018, 6, 20)
KEYS = st.text("23456789abc", min_size=3, max_size=3)
WORDS = st.text(st.characters(categories=["L", "Nd", "Zs", "P"]), min_size=1, max_size=60)
CITED = st.builds(Cited, st.sampled_from(["verbatim", "decision"]), KEYS, KEYS, st.booleans())
PASSAGES = st.builds(
    FrozenPassage,
    KEYS,
    st.integers(1, 9),
    WORDS,
    st.lists(CITED, max_size=3, unique=True),
    st.just([]),
)


@st.composite
def notes(draw: st.DrawFn) -> list[FrozenSection]:
    """Draw a note whose keys are all different."""
    passages = draw(st.lists(PASSAGES, max_size=6, unique_by=lambda each: each.key))
    titles = draw(st.lists(WORDS, min_size=1, max_size=3))
    return [
        FrozenSection(f"s{place}", title, passages[place :: len(titles)])
        for place, title in enumerate(titles)
    ]


def salts() -> Iterator[str]:
    return (f"salt-{number}" for number in itertools.count())


def version(sections: list[FrozenSection], number: int = 1, previous: str = "") -> dict[str, Any]:
    given_salts = salts()
    return freeze(
        sections,
        programme="La Transfo",
        title="Note de préfiguration",
        language="fr",
        number=number,
        at=NOON.isoformat(),
        previous=previous,
        salt=lambda: next(given_salts),
    )


def leaves(value: Any, path: tuple[Any, ...] = ()) -> Iterator[tuple[Any, ...]]:
    """Return the way to each string, number or truth value in JSON."""
    if isinstance(value, dict):
        for name, each in value.items():
            yield from leaves(each, (*path, name))
    elif isinstance(value, list):
        for place, each in enumerate(value):
            yield from leaves(each, (*path, place))
    else:
        yield path


def changed_at(content: dict[str, Any], path: tuple[Any, ...]) -> dict[str, Any]:
    made = copy.deepcopy(content)
    within: Any = made
    for name in path[:-1]:
        within = within[name]
    was = within[path[-1]]
    within[path[-1]] = not was if isinstance(was, bool) else was + 1 if isinstance(was, int) else was + "x"  # fmt: skip # noqa: E501
    return made


@given(notes())
def test_a_version_is_whole_and_reads_back(sections: list[FrozenSection]) -> None:
    content = version(sections)
    assert thaw(json.loads(canonical(content))) == sections
    checked = check_version(content)
    assert not checked.wrong
    assert checked.n_passages == sum(len(each.passages) for each in sections)
    assert checked.digest == content["digest"]


@given(notes(), st.data())
def test_no_letter_changes_unseen(sections: list[FrozenSection], data: st.DataObject) -> None:
    """Whatever is changed in the file, a digest differs; but ``format``, which is refused."""
    content = version(sections)
    path = data.draw(st.sampled_from([each for each in leaves(content) if each != ("format",)]))
    assert check_version(changed_at(content, path)).wrong


@given(notes())
def test_what_is_cited_can_be_left_out(sections: list[FrozenSection]) -> None:
    content = version(sections)
    public = without_sources(content)
    checked = check_version(public)
    assert not checked.wrong
    assert checked.digest == content["digest"]
    assert "cites_salt" not in canonical(public).decode()
    assert checked.has_sources == (not any(each.passages for each in sections))


def test_a_name_goes_and_the_digest_stays() -> None:
    sections = [
        FrozenSection("s1", "Portage", [
            FrozenPassage("aaa", 2, "Le laboratoire est accueilli par Camille Untel."),
            FrozenPassage("bbb", 1, "Il va où sont les sujets."),
        ]),
    ]  # fmt: skip
    content = version(sections)
    masked = mask_written(content, lambda said: said.replace("Camille Untel", "[…]"))
    checked = check_version(masked)
    assert not checked.wrong
    assert checked.masked == ["Portage"]
    assert checked.n_passages == 1
    assert checked.digest == content["digest"]
    assert "Camille" not in canonical(masked).decode()
    first = masked["sections"][0]["passages"][0]
    assert "salt" not in first, "with its salt, the name could be found by trying"
    assert mask_written(content, lambda said: said) == content


def test_a_masked_title_still_checks() -> None:
    content = version([FrozenSection("s1", "Portage par Camille Untel", [])])
    masked = mask_written(content, lambda said: said.replace("Camille Untel", "[…]"))
    assert not check_version(masked).wrong
    assert masked["digest"] == content["digest"]


@pytest.mark.parametrize("content", [None, [], {}, "x", {"format": "other"}, {"format": "mire-note/1"}])  # fmt: skip # noqa: E501
def test_what_is_no_version_is_said_so(content: Any) -> None:
    with pytest.raises(ValueError, match=r"not"):
        check_version(content)


@given(notes())
def test_nothing_changes_between_a_note_and_itself(sections: list[FrozenSection]) -> None:
    assert changes_between(sections, sections) == []


@given(notes(), notes())
def test_a_note_without_change_that_undoes_has_the_words_that_were_read(
    before: list[FrozenSection], after: list[FrozenSection]
) -> None:
    """The law of a visa: where it stands, every passage that was read is there, word for word."""
    changes = changes_between(before, after)
    if any(each.undoes for each in changes):
        return
    was = {(s.key, s.title, p.key, p.words) for s in before for p in s.passages}
    now = {(s.key, s.title, p.key, p.words) for s in after for p in s.passages}
    assert was == now


BEFORE = [
    FrozenSection("s1", "Portage", [
        FrozenPassage("aaa", 1, "Un.", [Cited("decision", "ddd", "x")]),
        FrozenPassage("bbb", 1, "Deux."),
    ]),
    FrozenSection("s2", "Moyens", [FrozenPassage("ccc", 1, "Trois.")]),
]  # fmt: skip


ONE, TWO, THREE, MORE = ("aaa", "Un."), ("bbb", "Deux."), ("ccc", "Trois."), ("ddd", "Plus.")


@pytest.mark.parametrize(
    ("kind", "title", "hosting", "means", "sections"),
    [
        (ChangeKind.WORDS, "Portage", [("aaa", "Un !"), TWO], [THREE], {"s1"}),
        (ChangeKind.REMOVED, "Portage", [ONE], [THREE], {"s1"}),
        (ChangeKind.ADDED, "Portage", [ONE, TWO, MORE], [THREE], {"s1"}),
        (ChangeKind.MOVED, "Portage", [ONE], [THREE, TWO], {"s1", "s2"}),
        (ChangeKind.TITLE, "Hébergement", [ONE, TWO], [THREE], {"s1"}),
        (ChangeKind.ORDER, "Portage", [TWO, ONE], [THREE], {"s1"}),
    ],
)
def test_each_change_is_told_with_its_sections(
    kind: ChangeKind,
    title: str,
    hosting: list[tuple[str, str]],
    means: list[tuple[str, str]],
    sections: set[str],
) -> None:
    cites = [Cited("decision", "ddd", "x")]
    now = [
        FrozenSection(key, name, [
            FrozenPassage(one, 1, said, cites if one == "aaa" else ()) for one, said in passages
        ])
        for key, name, passages in (("s1", title, hosting), ("s2", "Moyens", means))
    ]  # fmt: skip
    found = changes_between(BEFORE, now)
    assert [each.kind for each in found] == [kind]
    assert found[0].sections == sections
    assert covered(found, sections) == found
    assert covered(found, {"s3"}) == []
    assert covered(found, ()) == found


@pytest.mark.parametrize(
    ("cites", "kind", "undoes"),
    [
        ([], ChangeKind.UNSOURCED, True),
        ([Cited("decision", "ddd", "x", is_contrary=True)], ChangeKind.UNSOURCED, True),
        ([Cited("decision", "ddd", "x"), Cited("finding", "fff", "y")], ChangeKind.SOURCED, False),
    ],
)
def test_a_source_that_goes_undoes_and_one_that_comes_does_not(
    cites: list[Cited], kind: ChangeKind, undoes: bool
) -> None:
    after = [
        FrozenSection("s1", "Portage", [
            FrozenPassage("aaa", 1, "Un.", cites), FrozenPassage("bbb", 1, "Deux."),
        ]),
        BEFORE[1],
    ]  # fmt: skip
    [change] = changes_between(BEFORE, after)
    assert (change.kind, change.undoes) == (kind, undoes)


STEPS = [
    StepFacts("a", 1, due_on=date(2018, 6, 15)),
    StepFacts("b", 2, frozenset({"s2"})),
    StepFacts("c", 2),
    StepFacts("d", 3),
]


def stands(given: dict[str, Given], changes: Any = (), versions: int = 1) -> dict[str, Any]:
    frozen = {number: NOON + timedelta(days=number) for number in range(1, versions + 1)}
    since = dict.fromkeys(frozen, changes)
    return circuit_stands(STEPS, given, frozen=frozen, since_version=since, today=TODAY)


def approved(day: int = 2, verdict: Verdict = Verdict.APPROVED, version: int = 1) -> Given:
    return Given(verdict, version, NOON + timedelta(days=day))


def turns(found: dict[str, Any]) -> list[str]:
    return [each.turn.value for each in found.values()]


def test_steps_answer_in_their_order_side_by_side_where_they_share_a_rank() -> None:
    assert turns(circuit_stands(STEPS, {}, frozen={}, since_version={}, today=TODAY)) == ["waits"] * 4  # fmt: skip # noqa: E501
    assert turns(stands({})) == ["open", "waits", "waits", "waits"]
    assert stands({})["a"].late == 5
    one = stands({"a": approved(3)})
    assert turns(one) == ["approved", "open", "open", "waits"]
    assert one["b"].since == NOON + timedelta(days=3), "its turn came with the visa before it"
    assert turns(stands({"a": approved(), "b": approved()})) == ["approved", "approved", "open", "waits"]  # fmt: skip # noqa: E501
    everybody = stands({each.key: approved(verdict=Verdict.REMARKS) for each in STEPS})
    assert is_complete(everybody)
    assert not is_complete({})


def test_a_visa_falls_when_what_it_covers_changes_and_no_other() -> None:
    changes = changes_between(BEFORE, [BEFORE[0], FrozenSection("s2", "Moyens", [])])
    found = stands({each.key: approved() for each in STEPS}, changes)
    assert turns(found) == ["fell", "fell", "fell", "fell"]
    assert [each.kind for each in found["b"].fell_for] == [ChangeKind.REMOVED]
    elsewhere = changes_between(BEFORE, [FrozenSection("s1", "Portage", []), BEFORE[1]])
    found = stands({each.key: approved() for each in STEPS}, elsewhere)
    assert turns(found) == ["fell", "approved", "fell", "fell"]


def test_who_sent_it_back_reads_the_next_version() -> None:
    back = {"a": approved(verdict=Verdict.SENT_BACK)}
    assert turns(stands(back)) == ["sent_back", "waits", "waits", "waits"]
    assert turns(stands(back, versions=2)) == ["open", "waits", "waits", "waits"]


@pytest.mark.parametrize(
    ("turn", "is_current", "code"),
    [
        (Turn.APPROVED, True, "given"),
        (Turn.WAITS, True, "early"),
        (Turn.SENT_BACK, True, "sent_back"),
        (Turn.OPEN, False, "moved"),
        (Turn.FELL, False, "moved"),
    ],
)
def test_a_step_out_of_turn_is_told_why(turn: Turn, is_current: bool, code: str) -> None:
    from mire.programme.approvals.rules.circuit import StepStands

    with pytest.raises(Refusal) as refused:
        check_turn(StepStands(turn), is_current=is_current)
    assert refused.value.code == code
    check_turn(StepStands(Turn.OPEN), is_current=True)
    check_turn(StepStands(Turn.FELL), is_current=True)


@pytest.mark.parametrize(
    ("person", "away", "may"),
    [
        ("holder", (None, None), True),
        ("deputy", (None, None), True),
        ("deputy", (date(2018, 6, 20), date(2018, 6, 20)), True),
        ("deputy", (date(2018, 6, 21), None), False),
        ("deputy", (None, date(2018, 6, 19)), False),
        ("other", (None, None), False),
        ("", (None, None), False),
    ],
)
def test_who_stands_in_does_so_on_these_days(
    person: str, away: tuple[date | None, date | None], may: bool
) -> None:
    assert may is may_approve(
        person=person, holder="holder", delegate="deputy", away_from=away[0], away_until=away[1],
        on=TODAY,
    )  # fmt: skip
    assert not may_approve(
        person="", holder="", delegate="", away_from=None, away_until=None, on=TODAY
    )


def test_where_it_waits_is_said_in_one_sentence() -> None:
    waits = [Waits("Direction D03", Turn.APPROVED), Waits("DGA · ressources", Turn.OPEN, 9),
             Waits("DGA · population", Turn.FELL, 2)]  # fmt: skip
    said = words.translate(where_it_waits(waits, number=2, is_current=True))
    assert typed(said) == "La note attend depuis 9 jours : DGA · ressources, DGA · population."
    assert "Aucune version" in words.translate(where_it_waits(waits, number=0, is_current=False))
    assert "version 2" in words.translate(where_it_waits(waits, number=2, is_current=False))
    back = [*waits, Waits("DGS", Turn.SENT_BACK)]
    assert "DGS" in words.translate(where_it_waits(back, number=2, is_current=True))


def test_a_message_says_what_fell() -> None:
    changes = changes_between(BEFORE, [BEFORE[0]])
    said = message_for(
        title="DGS", note="La note", programme="La Transfo", number=3, due="1er juillet 2018",
        address="https://mire.example/n", changed=changes, had_approved=True,
    )  # fmt: skip
    body = "\n".join(words.translate(each) for each in said.body)
    assert "Moyens" in body
    assert "version 3" in body
    assert "https://mire.example/n" in body
    assert "juillet" in body


def test_a_provenance_tells_who_approved_by_function_and_nobody_by_name() -> None:
    content = version(BEFORE, number=2, previous="ab" * 32)
    signed = [Signed("k1", "Direction D03", "approved", "2018-06-13"),
              Signed("k2", "DGS", "remarks", "2018-06-14")]  # fmt: skip
    told = provenance(content, signed)
    assert signed_in(json.loads(json.dumps(told)), content["digest"]) == signed
    assert len(told["entity"]) == 1 + 3 + 1 + 1  # the version, passages, a source, the one before
    with pytest.raises(ValueError, match="another version"):
        signed_in(told, "00" * 32)
    with pytest.raises(ValueError, match="not a provenance"):
        signed_in([], content["digest"])
    public = provenance(without_sources(content), signed)
    assert "decision" not in json.dumps(public)


def test_a_forged_title_is_never_told_as_verified() -> None:
    content = version(BEFORE)
    for part in (content["heading"], content["sections"][0]):
        part |= {"title": "Un autre titre", "masked": True}
        del part["salt"]
    checked = check_version(content)
    assert checked.masked == ["Un autre titre", "Un autre titre"]


def test_words_that_are_none_are_no_version() -> None:
    content = version(BEFORE)
    content["sections"][0]["title"] = {"msgid": "x"}
    with pytest.raises(ValueError, match="not a version"):
        check_version(content)
    told = provenance(version(BEFORE), [Signed("k1", "DGS", "approved", "2018-06-13")])
    told["activity"]["mire:approval-k1"]["prov:label"] = "maybe"
    with pytest.raises(ValueError, match="not a provenance"):
        signed_in(told, version(BEFORE)["digest"])


def test_an_approval_of_an_earlier_version_is_told_with_it() -> None:
    content = version(BEFORE, number=3, previous="ab" * 32)
    signed = [Signed("k1", "DGS", "approved", "2018-06-13", 1),
              Signed("k2", "Cabinet", "approved", "2018-06-14", 3)]  # fmt: skip
    found = signed_in(provenance(content, signed), content["digest"])
    assert [each.version for each in found] == [1, 0]


def test_a_title_and_the_choice_of_the_summary_are_changes_too() -> None:
    [change] = heading_change("La note", "Une autre", BEFORE)
    assert change.undoes
    assert covered([change], {"s2"}) == [change]
    assert heading_change("La note", "La note", BEFORE) == []
    passages = [replace(each, in_summary=True) for each in BEFORE[1].passages]
    [change] = changes_between(BEFORE, [BEFORE[0], replace(BEFORE[1], passages=passages)])
    assert (change.kind, change.undoes) == (ChangeKind.SUMMARY, False)
