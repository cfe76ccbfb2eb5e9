"""Writing a run sheet: it is read back as it was, and what people wrote in its file is kept."""

import re
import subprocess
import sys
import tomllib
from collections.abc import Sequence
from datetime import date, datetime
from importlib.resources import files
from typing import Any

import msgspec
import pytest
from hypothesis import example, given, settings
from hypothesis import strategies as st

from mire.runsheet.checks import sheet_from
from mire.runsheet.sheet import Activity, Meeting, Sheet
from mire.runsheet.toml_file import read_sheet
from mire.runsheet.toml_writing import write_sheet
from tests.support.drawing import examples
from tests.support.sheets import activity, sheet, values

replace = msgspec.structs.replace

WRITTEN = """\
# Our seminar.
format = 1

[meeting]  # the facts
title = 'Essai "un"'  # not the last
starts = 2018-03-21 09:00:00
slot = 1_20
participants = 0x24

# --- Morning ---

# about a
[[activity]]  # at a
id = "a"
technique = "framing"
title = "A"
# above planned
planned = 1_0  # right of planned
notes = '''
Kept.'''
# below a

[activity.settings]  # settings of a
text = [
  # above one
  "One",  # right of one
  "Two", "Three",
  # the last
]
items = [{ label = 'X', text = "x" }, { label = "Y" }]

# --- Afternoon ---

# about b
[[activity]]
id = "b"
technique = "mood"
title = "B"
planned = 20
droppable = true  # b may go

[activity.settings]
question = "?"

[[activity]]
id = "c"
technique = "worktables"
title = "C"
planned = 60

[activity.settings]
question = "Q"
people = 12
[[activity.settings.tables]]
label = "First" # first table
[[activity.settings.tables]]
label = "Second" # second table

# The end.
"""


def read(written: str) -> Sheet:
    return read_sheet(written.encode())


def with_activities(before: Sheet, *activities: Activity) -> Sheet:
    return replace(before, activity=tuple(activities))


def by_id(before: Sheet) -> dict[str, Activity]:
    return {each.id: each for each in before.activity}


def changes(after: str, before: str = WRITTEN) -> tuple[set[str], set[str]]:
    """Return the lines that are gone and those that are new."""
    old, new = set(before.split("\n")), set(after.split("\n"))
    return old - new, new - old


def changed_a(**changed: Any) -> str:
    before = read(WRITTEN)
    a, *others = before.activity
    wanted = with_activities(before, replace(a, **changed), *others)
    after = write_sheet(wanted, WRITTEN)
    assert read(after) == wanted
    return after


@pytest.mark.parametrize("name", ["seminaire", "debrief"])
def test_the_sheets_of_the_story_are_written_and_kept(name: str) -> None:
    source = files("mire.runsheet").joinpath("sheets", f"{name}.toml").read_text("utf-8")
    before = read(source)
    assert read(write_sheet(before)) == before
    assert write_sheet(before, source) == source


def test_the_same_values_give_the_same_bytes() -> None:
    assert write_sheet(read(WRITTEN), WRITTEN) == WRITTEN


def test_what_is_as_by_default_is_left_out() -> None:
    written = write_sheet(sheet(activity("a", settings={}, least=None, most=None)))
    assert written == (
        'format = 1\n\n[meeting]\ntitle = "Séminaire"\nstarts = 2018-03-21T09:00:00\nslot = 90\n'
        'participants = 36\n\n[[activity]]\nid = "a"\ntechnique = "framing"\n'
        'title = "Séquence a"\nplanned = 10\n'
    )


def test_one_number_changes_one_line() -> None:
    after = changed_a(planned=12)
    assert changes(after) == (
        {"planned = 1_0  # right of planned"},
        {"planned = 12  # right of planned"},
    )


def test_quotes_stay_as_they_were_where_they_can() -> None:
    before = read(WRITTEN)
    for title, line in (
        ('Essai "deux"', """title = 'Essai "deux"'  # not the last"""),
        ("L'essai", """title = "L'essai"  # not the last"""),
    ):
        after = write_sheet(replace(before, meeting=replace(before.meeting, title=title)), WRITTEN)
        assert changes(after)[1] == {line}


def test_a_new_field_comes_after_the_others() -> None:
    after = changed_a(least=5, priority=2)
    assert "# below a\nleast = 5\npriority = 2\n\n[activity.settings]" in after
    assert changes(after) == (set(), {"least = 5", "priority = 2"})


def test_a_field_put_back_to_its_default_is_still_written() -> None:
    before = read(WRITTEN)
    a, b, c = before.activity
    after = write_sheet(with_activities(before, a, replace(b, droppable=False), c), WRITTEN)
    assert changes(after)[1] == {"droppable = false  # b may go"}


def test_a_field_that_is_no_more_takes_its_line_along() -> None:
    before = read(changed_a(least=5))
    a, *others = before.activity
    after = write_sheet(
        with_activities(before, replace(a, least=None), *others), changed_a(least=5)
    )
    assert after == WRITTEN


def test_lists_keep_the_comments_of_items_that_stay() -> None:
    settings_of_a = read(WRITTEN).activity[0].settings
    after = changed_a(settings={**settings_of_a, "text": ["Zero", "Two", "One", "Four"]})
    assert (
        'text = [\n  "Zero",\n  "Two",\n  # above one\n  "One",  # right of one\n'
        '  "Four",\n  # the last\n]\n'
    ) in after


def test_an_item_of_a_list_is_changed_where_it_stands() -> None:
    settings_of_a = read(WRITTEN).activity[0].settings
    after = changed_a(
        settings={**settings_of_a, "items": [{"label": "Y"}, {"label": "X", "text": "y"}]}
    )
    assert """items = [{ label = "Y" }, { label = 'X', text = "y" }]\n""" in after


def test_tables_of_settings_keep_their_comments() -> None:
    before = read(WRITTEN)
    a, b, c = before.activity
    first, second = c.settings["tables"]
    wanted = [{**second, "tables": 2}, {"label": "New"}, first]
    c = replace(c, settings={**c.settings, "tables": wanted})
    after = write_sheet(with_activities(before, a, b, c), WRITTEN)
    assert read(after) == with_activities(before, a, b, c)
    assert re.findall(r'label = "(?:First|Second|New)".*', after) == [
        'label = "Second" # second table',
        'label = "New"',
        'label = "First" # first table',
    ]


def test_an_activity_that_moves_takes_its_comments_and_leaves_the_titles() -> None:
    before = read(WRITTEN)
    a, b, c = before.activity
    wanted = with_activities(before, b, a, c)
    after = write_sheet(wanted, WRITTEN)
    assert read(after) == wanted
    assert sorted(after) == sorted(WRITTEN)  # every character is still there
    shape = re.findall(r"^(?:# -.*|# about.*|\[\[activity\]\].*|id.*)$", after, re.MULTILINE)
    assert " ".join(shape).replace("[[activity]] ", "") == (
        '# about b id = "b" # --- Morning --- # about a  # at a id = "a" '
        '# --- Afternoon --- id = "c"'
    )


def test_an_activity_that_goes_takes_its_comments_and_leaves_the_title_above() -> None:
    before = read(WRITTEN)
    a, _, c = before.activity
    after = write_sheet(with_activities(before, a, c), WRITTEN)
    assert "# about b" not in after
    assert '\n\n# --- Afternoon ---\n\n[[activity]]\nid = "c"' in after
    after = write_sheet(with_activities(before, a), WRITTEN)
    assert after.endswith("\n\n# --- Afternoon ---\n\n# The end.\n")


def test_a_new_activity_stands_where_it_is_played() -> None:
    before = read(WRITTEN)
    a, b, c = before.activity
    new = sheet(activity("n", "mood", least=None, most=None)).activity[0]
    wanted = with_activities(before, a, new, b, c)
    after = write_sheet(wanted, WRITTEN)
    assert read(after) == wanted
    assert changes(after)[0] == set()
    assert [each.id for each in read(after).activity] == ["a", "n", "b", "c"]
    assert '\n\n[[activity]]\nid = "n"\n' in after


def test_an_activity_whose_id_changes_keeps_its_comments() -> None:
    assert changes(changed_a(id="new-name")) == ({'id = "a"'}, {'id = "new-name"'})


def test_settings_come_and_go() -> None:
    without = changed_a(settings={})
    assert "[activity.settings]  # settings of a" not in without
    before = read(without)
    a, *others = before.activity
    again = with_activities(before, replace(a, settings={"text": ["Back"]}), *others)
    after = write_sheet(again, without)
    assert read(after) == again
    assert '[activity.settings]\ntext = ["Back"]\n' in after


def test_what_again_and_from_give_is_not_written() -> None:
    linked = sheet(
        activity("one", "positioning"),
        activity("two", "positioning", again="one", settings={}),
        activity(
            "profiles",
            "signup",
            planned=5,
            settings={"question": "Q", "profiles": [{"label": "A"}, {"label": "B"}]},
        ),
        activity(
            "tables",
            "worktables",
            planned=60,
            most=60,
            settings={"question": "Q"},
            **{"from": "profiles"},
        ),
    )
    written = write_sheet(linked)
    assert read(written) == linked
    found = tomllib.loads(written)["activity"]
    assert "settings" not in found[1]
    assert found[3]["settings"] == {"question": "Q"}
    assert found[3]["from"] == "profiles"


LINES_OF_A = 'id = "a"\ntechnique = "framing"\ntitle = "A"\nplanned = 5\n'
INLINE = """\
activity = [
  # about a
  { id = "a", technique = "framing", title = "A", planned = 5 },  # right
]
format = 1
meeting = { title = "T", starts = 2018-03-21T09:00:00, slot = 9, participants = 20 }
"""
DOTTED = f"""\
format = 1
meeting.title = "T"  # right
meeting.starts = 2018-03-21T09:00:00
meeting.slot = 9
meeting.participants = 20
# about a
[[activity]]
{LINES_OF_A}"""
MEETING_LAST = f"""\
format = 1
# about a
[[activity]]
{LINES_OF_A}
[meeting]  # right
title = "T"
starts = 2018-03-21T09:00:00
slot = 9
participants = 20"""


@pytest.mark.parametrize("layout", [INLINE, DOTTED, MEETING_LAST])
def test_other_ways_to_write_a_sheet_are_kept_too(layout: str) -> None:
    before = read(layout)
    a = replace(before.activity[0], planned=6)
    wanted = replace(
        before, meeting=replace(before.meeting, slot=12), activity=(a, replace(a, id="b"))
    )
    after = write_sheet(wanted, layout)
    assert read(after) == wanted
    assert "# about a\n" in after
    assert "# right\n" in after


def test_ends_of_lines_and_the_mark_stay() -> None:
    before = "\ufeff" + WRITTEN.replace("\n", "\r\n")
    assert write_sheet(read(before), before) == before
    a, *others = read(before).activity
    after = write_sheet(
        with_activities(read(before), replace(a, notes="One\ntwo"), *others), before
    )
    assert after.startswith("\ufeff# Our seminar.\r\n")
    assert "\n" not in after.replace("\r\n", "")
    assert read(after).activity[0].notes == "One\ntwo"


def test_a_previous_text_that_is_not_toml_is_refused() -> None:
    with pytest.raises(ValueError, match="line 1"):
        write_sheet(read(WRITTEN), "format = = 1\n")


def test_none_is_left_out_of_settings_and_refused_in_a_list() -> None:
    bare = sheet(activity("a"))
    (a,) = bare.activity
    written = write_sheet(with_activities(bare, replace(a, settings={"x": None, "y": {"z": None}})))
    assert tomllib.loads(written)["activity"][0]["settings"] == {"y": {}}
    with pytest.raises(ValueError, match="None"):
        write_sheet(with_activities(bare, replace(a, settings={"x": [None]})))


def test_nothing_is_loaded_for_it_before_it_is_asked() -> None:
    code = "import sys, mire.runsheet.toml_writing; sys.exit('tomlkit' in sys.modules)"
    subprocess.run([sys.executable, "-c", code], check=True)


# What is drawn

words = st.text(st.characters(exclude_categories=["Cs"]), max_size=12)
scalars = (
    words
    | st.booleans()
    | st.integers(-(2**63), 2**63 - 1)
    | st.floats(allow_nan=False)
    | st.datetimes()
    | st.dates(date(1, 1, 1))
    | st.times()
)
settings_drawn = st.dictionaries(
    words,
    st.recursive(
        scalars,
        lambda inner: st.lists(inner, max_size=4) | st.dictionaries(words, inner, max_size=3),
        max_leaves=8,
    ),
    max_size=4,
)
notes = st.sampled_from(["", "Simple.", 'Two\nlines, "quoted"', '"""\\', "a\r\nb\tc", "fin\\\n "])


@st.composite
def accepted(draw: st.DrawFn) -> Sheet:
    """Draw a sheet that the checks accept, with what people may write in each field."""
    ids = draw(st.lists(st.sampled_from("abcdefg"), min_size=1, max_size=5, unique=True))
    drawn = []
    for id in ids:
        technique = draw(st.sampled_from(["framing", "mood", "positioning"]))
        fields: dict[str, Any] = {"notes": draw(notes), "planned": draw(st.integers(5, 9))}
        fields["title"] = draw(st.sampled_from(["Un titre", "L'un « ou »", 'Dit "net" \\ ici']))
        fields["droppable"] = draw(st.booleans())
        fields["most"] = draw(st.none() | st.integers(9, 30))
        if technique == "framing":
            texts = st.sampled_from(["Un", "Deux", 'Tr"ois', "L'un", "# pas un commentaire"])
            fields["settings"] = draw(
                st.fixed_dictionaries(
                    {},
                    optional={
                        "text": st.lists(texts, max_size=4),
                        "items": st.lists(
                            st.fixed_dictionaries({"label": texts}, optional={"text": texts}),
                            max_size=3,
                        ),
                        "phone": texts,
                    },
                )
            )
        drawn.append(activity(id, technique, least=None, **fields))
    return sheet_from(values(*drawn, participants=draw(st.integers(8, 40))))


def with_comments(written: str) -> str:
    """Say above and at the right of each header and key of an activity whose it is."""
    lines: list[str] = []
    title = ""
    for line in written.split("\n"):
        if line == "[[activity]]":
            title = ""
        found = re.match(r'id = "(.)"$', line)
        if found:
            title = found[1]
            at = max(i for i, each in enumerate(lines) if each == "[[activity]]")
            lines[at:at] = [f"# above {title}"]
            lines[-1] += f"  # header of {title}"
        key = re.match(r"(technique|planned|droppable) = ", line)
        lines.append(f"{line}  # {key[1]} of {title}" if key and title else line)
    return "\n".join(lines)


def beside(written: str, ids: Sequence[str]) -> None:
    """Check that the comments of these activities stand beside them."""
    for id in ids:
        start = written.index(f"# above {id}\n[[activity]]  # header of {id}\n")
        own = (
            written[start:]
            .split("\n# above ", maxsplit=1)[0]
            .split("\n[[activity]]\n", maxsplit=1)[0]
        )
        assert f'\nid = "{id}"\n' in own
        assert re.search(rf'^technique = "[a-z]+"  # technique of {id}$', own, re.MULTILINE)
        assert re.search(rf"^planned = \d+  # planned of {id}$", own, re.MULTILINE)


@settings(max_examples=examples(300), deadline=None)
@given(accepted())
def test_every_sheet_is_read_back(drawn: Sheet) -> None:
    assert read(write_sheet(drawn)) == drawn


@settings(max_examples=examples(300), deadline=None)
@given(accepted(), accepted())
def test_every_change_is_read_back_and_keeps_the_comments(before: Sheet, after: Sheet) -> None:
    previous = with_comments(write_sheet(before))
    assert read(previous) == before
    written = write_sheet(after, previous)
    assert read(written) == after
    beside(written, sorted(by_id(before).keys() & by_id(after).keys()))
    assert write_sheet(after, written) == written


@settings(max_examples=examples(300), deadline=None)
@example({"a": "\n"}, {"a": '\n\n"\n'})
@example({"a": '\n"""'}, {"a": '\n\\"', "b": '\n""'})
@given(settings_drawn, settings_drawn)
def test_any_setting_can_be_written_then_changed(first: Any, second: Any) -> None:
    meeting = Meeting(title="T", starts=datetime(2018, 3, 21, 9), slot=9, participants=9)  # noqa: DTZ001

    def holding(found: Any) -> Sheet:
        a = Activity(id="a", technique="other", title="A", planned=5, settings=found)
        return Sheet(format=1, meeting=meeting, activity=(a,))

    written = write_sheet(holding(first))
    assert tomllib.loads(written)["activity"][0].get("settings", {}) == first
    changed = write_sheet(holding(second), written)
    assert tomllib.loads(changed)["activity"][0].get("settings", {}) == second
