"""Write requirements/{base,test,oracles}.lock: exact versions with hashes, for all our Pythons.

The locks name no index, so that each machine uses its own; this script refuses to leave one that
does. `--upgrade` takes the newest versions; without it, versions already locked are kept.
"""

import argparse
import re
import subprocess
import sys
from pathlib import Path

REQUIREMENTS = Path(__file__).resolve().parent.parent / "requirements"
OLDEST_PYTHON = "3.11"


def compile_lock(name: str, *, upgrade: bool) -> None:
    command = [sys.executable, "-m", "uv", "pip", "compile", "--quiet", "--universal"]
    command += ["--python-version", OLDEST_PYTHON, "--generate-hashes", "--no-emit-index-url"]
    command += ["--custom-compile-command", "make lock"]
    command += [f"{name}.in", "--output-file", f"{name}.lock"]
    if upgrade:
        command.append("--upgrade")
    subprocess.run(command, cwd=REQUIREMENTS, check=True)
    text = (REQUIREMENTS / f"{name}.lock").read_text(encoding="utf-8")
    if found := re.search(r"\w+://\S+|^-.*index.*$", text, re.MULTILINE):
        sys.exit(f"{name}.lock names an index or an address: {found.group()}")


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("--upgrade", action="store_true", help="take the newest versions")
    asked = parser.parse_args()
    for name in ("base", "test", "oracles"):
        compile_lock(name, upgrade=asked.upgrade)


if __name__ == "__main__":
    main()
