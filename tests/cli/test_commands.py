"""Commands as one types them: what they write, what they refuse, and with which exit code."""

import json
import re
from pathlib import Path

import pytest

from tests.support.commands import mire, mire_process
from tests.support.server import ROOT

SHEET = ROOT / "mire" / "runsheet" / "sheets" / "seminaire.toml"


def written(folder: Path) -> dict[str, bytes]:
    return {
        path.relative_to(folder).as_posix(): path.read_bytes()
        for path in sorted(folder.rglob("*"))
        if path.is_file()
    }


@pytest.mark.parametrize("name", ["seminaire", "debrief"])
def test_the_sheets_of_the_story_fit(name: str) -> None:
    done = mire("runsheet", "check", SHEET.with_name(f"{name}.toml"))
    assert (done.returncode, done.stderr) == (0, "")


@pytest.mark.parametrize(
    ("change", "line", "words"),
    [
        (("most = 12", "most = 12\nmagie = 1"), 41, "inconnu"),
        (('technique = "framing"', 'technique = "magie"'), 36, "« magie » inconnue"),
        (("planned = 10", "planned = -10"), 38, "au moins 1"),
        (('id = "cafe"', 'id = "cadrage"'), None, "le même identifiant"),
        (("slot = 90", 'slot = "90"'), 10, "nombre entier"),
        (("slot = 90", "slut = 90"), 10, "inconnu"),
    ],
)
def test_a_bad_sheet_is_refused_with_its_line(
    tmp_path: Path, change: tuple[str, str], line: int | None, words: str
) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(SHEET.read_text().replace(*change, 1))
    for command in (("runsheet", "check", bad), ("rehearse", bad, "--out", tmp_path / "out")):
        done = mire(*command)
        assert done.returncode == 2
        assert "Traceback" not in done.stderr
        said = done.stderr.replace("\u202f", " ")
        assert words in said
        found = re.search(r"bad\.toml, ligne (\d+)", said)
        assert found
        if line is not None:
            assert int(found[1]) == line
    assert not (tmp_path / "out").exists()


def test_a_sheet_is_told_of_signs_that_paper_lacks(tmp_path: Path) -> None:
    odd = tmp_path / "odd.toml"
    odd.write_text(SHEET.read_text().replace('title = "', 'title = "中 → 🌻 ', 1), encoding="utf-8")
    done = mire("runsheet", "check", odd)
    assert done.returncode == 0
    assert "U+4E2D (CJK UNIFIED IDEOGRAPH-4E2D)." in done.stdout
    assert "impression" not in mire("runsheet", "check", SHEET).stdout


def test_a_sheet_that_does_not_fit_is_refused_saying_by_how_much_and_where(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(SHEET.read_text().replace("slot = 90", "slot = 80", 1))
    done = mire("runsheet", "check", bad)
    assert done.returncode == 2
    said = done.stderr.replace("\u202f", " ")
    assert "dépasse son créneau de 10 min" in said
    assert "« Un profil par table, cinq rubriques »" in said
    assert re.search(r"bad\.toml, ligne 15\d", said)


@pytest.mark.parametrize(
    ("content", "words"),
    [(b"\xff\xfe", "UTF-8"), (b"#" * 10_000_000, "trop grand"), (b"[[[", "TOML"), (b"", "format")],
    ids=["not UTF-8", "10 MB", "not TOML", "empty"],
)
def test_what_is_not_a_sheet_is_refused(tmp_path: Path, content: bytes, words: str) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_bytes(content)
    done = mire("runsheet", "check", bad)
    assert done.returncode == 2
    assert words in done.stderr
    assert "ligne 1" in done.stderr.replace("\u202f", " ")


def test_a_replan_says_what_it_shortens_and_the_end_it_keeps() -> None:
    done = mire("runsheet", "replan", SHEET, "--at", "cafe", "--now", "09:20")
    said = done.stdout.replace("\u202f", " ")
    assert done.returncode == 0
    assert "En retard de 10 minutes" in said
    assert "Le café du couloir : 28 →" in said
    assert "fin à 10 h 30 tenue" in said
    done = mire("runsheet", "replan", SHEET, "--at", "cafe", "--now", "09:20", "--json")
    told = json.loads(done.stdout)
    assert (told["drift"], told["promised_end"], told["forecast_end"]) == (10, "10:30", "10:40")
    for plan in told["plans"]:
        minutes = [each["minutes"] or 0 for each in plan["activities"]]
        assert sum(minutes) == 70
        assert plan["end"] == "10:30"
    for wrong in (("--at", "zut", "--now", "09:20"), ("--at", "cafe", "--now", "9h20")):
        done = mire("runsheet", "replan", SHEET, *wrong)
        assert done.returncode == 2
        assert wrong[1] in done.stderr or wrong[3] in done.stderr


def test_a_missing_file_is_said(tmp_path: Path) -> None:
    done = mire_process(tmp_path, "runsheet", "check", tmp_path / "nowhere.toml")
    assert done.returncode == 2
    assert "nowhere.toml" in done.stderr


def test_refusals_speak_english_in_an_english_terminal(tmp_path: Path) -> None:
    bad = tmp_path / "bad.toml"
    bad.write_text(SHEET.read_text().replace("planned = 10", "planned = -10", 1))
    done = mire_process(tmp_path, "runsheet", "check", bad, lang="en_GB.UTF-8")
    assert done.returncode == 2
    assert "line 38" in done.stderr
    assert "ligne" not in done.stderr


@pytest.mark.slow
def test_a_rehearsal_is_the_same_for_a_seed_and_replays_to_the_byte(tmp_path: Path) -> None:
    """In this process and in another, whose hashes of texts differ."""
    asked = ("rehearse", SHEET, "--participants", 40, "--seed", 1, "--out")
    for done in (
        mire(*asked, tmp_path / "first"),
        mire_process(tmp_path, *asked, tmp_path / "second"),
    ):
        assert done.returncode == 0, done.stderr
    first = written(tmp_path / "first")
    assert sorted(first) == ["log.jsonl", "report.html", "results.json"]
    assert written(tmp_path / "second") == first
    done = mire("replay", tmp_path / "first" / "log.jsonl", "--out", tmp_path / "again")
    assert done.returncode == 0, done.stderr
    again = written(tmp_path / "again")
    assert again == {name: first[name] for name in ("report.html", "results.json")}
    results = json.loads(first["results.json"])
    grid = next(each for each in results["activities"] if each["technique"] == "positioning")
    assert 30 <= grid["n_answers"] < 40  # the silent and the too late did not answer
    assert results["meeting"]["rehearsal"] is True
    assert "Répétition" in first["report.html"].decode()


@pytest.mark.slow
def test_how_long_closings_take_changes_nothing_that_a_log_gives(
    tmp_path: Path, monkeypatch: pytest.MonkeyPatch
) -> None:
    done = mire("rehearse", SHEET, "--participants", 12, "--out", tmp_path / "first")
    assert done.returncode == 0, done.stderr
    monkeypatch.setenv("MIRE_CLOSING_GRACE", "1")
    log = tmp_path / "first" / "log.jsonl"
    done = mire_process(tmp_path, "replay", log, "--out", tmp_path / "again")
    assert done.returncode == 0, done.stderr
    first = written(tmp_path / "first")
    again = written(tmp_path / "again")
    assert again == {name: first[name] for name in ("report.html", "results.json")}


@pytest.mark.slow
def test_a_damaged_log_is_refused_and_nothing_is_written(tmp_path: Path) -> None:
    mire("rehearse", SHEET, "--participants", 12, "--out", tmp_path / "good")
    lines = (tmp_path / "good" / "log.jsonl").read_bytes().splitlines(keepends=True)
    bad = tmp_path / "bad.jsonl"
    bad.write_bytes(b"".join([*lines[:8], lines[8].replace(b"0", b"1", 1), *lines[9:]]))
    done = mire("replay", bad, "--out", tmp_path / "out")
    assert done.returncode == 2
    assert "bad.jsonl, ligne 9" in done.stderr.replace("\u202f", " ")
    assert not (tmp_path / "out").exists()
    for content in (b"", b"\x00\xff", b"{}\n", b"\n\n"):
        bad.write_bytes(content)
        done = mire("replay", bad, "--out", tmp_path / "out")
        assert done.returncode == 2
        assert "ligne 1" in done.stderr.replace("\u202f", " ")


@pytest.mark.slow
def test_the_demonstration_writes_its_four_files_and_the_debrief(tmp_path: Path) -> None:
    out = tmp_path / "out"
    done = mire("demo", "--once", "--out", out)
    assert done.returncode == 0, done.stderr
    files = ["log.jsonl", "report.html", "results.json", "sheet.toml"]
    assert sorted(written(out)) == sorted([*files, *(f"debrief/{name}" for name in files)])
    assert (out / "sheet.toml").read_bytes() == SHEET.read_bytes()
    results = json.loads((out / "results.json").read_text())
    assert (results["meeting"]["participants"], results["meeting"]["departments"]) == (36, 14)
    assert sum(each["regime"] != "none" for each in results["activities"]) <= 3
    debrief = json.loads((out / "debrief" / "results.json").read_text())
    assert [each["technique"] for each in debrief["activities"]].count("mood") == 1


def test_writing_where_one_cannot_is_said(tmp_path: Path) -> None:
    blocked = tmp_path / "file"
    blocked.write_text("")
    done = mire("rehearse", SHEET, "--participants", 9, "--out", blocked / "out")
    assert done.returncode == 2
    assert "Traceback" not in done.stderr
