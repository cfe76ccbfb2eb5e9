"""Which tests that draw examples concern what changed, one path a line, for a long run.

    python tools/drawn_tests.py [COMMIT]

What changed since COMMIT: by default since the branch left origin/main or, on main, in its last
commit. Where the history does not tell, every file of tests that draws is named.
"""

import re
import subprocess
import sys
from collections.abc import Iterable, Iterator
from pathlib import Path

ROOT = Path(__file__).resolve().parents[1]
DRAWS = re.compile(r"^(?:from|import) hypothesis\b|\blaws\.Laws\b", re.MULTILINE)
LAWS = {
    f"mire/technique_api/testing/{name}.py" for name in ("laws", "answer_laws", "generated_logs")
}


def main(arguments: list[str]) -> None:
    """Print the paths."""
    changed = changed_files(arguments[0] if arguments else earlier_commit())
    for path in sorted(drawing() if changed is None else concerned(changed)):
        print(path.relative_to(ROOT))


def earlier_commit() -> str:
    """Return where the branch left the main one, else the commit before the last."""
    left = _git("merge-base", "HEAD", "origin/main")
    return "HEAD~1" if left in ("", _git("rev-parse", "HEAD")) else left


def changed_files(commit: str) -> list[str] | None:
    """Return what differs from a commit, new files included; None if the commit is not here."""
    if not _git("rev-parse", "--verify", "--quiet", f"{commit}^{{commit}}"):
        return None
    new = _git("ls-files", "--others", "--exclude-standard")
    return [*_git("diff", "--name-only", commit).splitlines(), *new.splitlines()]


def drawing() -> set[Path]:
    """Return every file of tests that draws examples."""
    found = [*(ROOT / "tests").rglob("test_*.py"), *(ROOT / "mire").rglob("test_*.py")]
    return {path for path in found if DRAWS.search(path.read_text(encoding="utf-8"))}


def concerned(changed: Iterable[str]) -> set[Path]:
    """Return those that are of changed files, or are changed themselves."""
    places = [place for path in changed for place in _places(path)]
    return {path for path in drawing() for place in places if path.is_relative_to(place)}


def _places(path: str) -> Iterator[Path]:
    """Where the tests of a file are: a file of tests, or a folder of them."""
    file = ROOT / path
    if path in LAWS:
        yield ROOT / "mire" / "techniques"
    elif file.name.startswith("test_"):
        yield file
    elif path.startswith("mire/techniques/"):
        yield ROOT.joinpath(*Path(path).parts[:3]) / "tests"
    elif path.startswith(("mire/", "tests/")) and file.suffix == ".py":
        folder = ROOT / "tests" / Path(path).relative_to(Path(path).parts[0]).parent
        named = folder / f"test_{file.stem}.py"
        while not folder.exists():
            folder = folder.parent
        if named.exists():
            yield named
        elif folder != ROOT / "tests":
            yield folder


def _git(*arguments: str) -> str:
    done = subprocess.run(
        ["git", *arguments], cwd=ROOT, capture_output=True, text=True, check=False
    )
    return done.stdout.strip() if done.returncode == 0 else ""


if __name__ == "__main__":
    main(sys.argv[1:])
