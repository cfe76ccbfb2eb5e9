"""Make what is installed without a clone: a wheel, and a folder of wheels that needs no network.

    python tools/package.py wheel             dist/mire-VERSION-py3-none-any.whl
    python tools/package.py bundle            dist/mire-VERSION-PYTHON-MACHINE.tar

Both need `mire build` first: the wheel holds the compiled catalogues, the fonts and the sheet of
styles. A bundle fits the Python and the kind of machine on which it is made.
"""

import argparse
import hashlib
import shutil
import subprocess
import sys
import sysconfig
import tarfile
import tempfile
from collections.abc import Iterable
from pathlib import Path

ROOT = Path(__file__).resolve().parent.parent
DIST = ROOT / "dist"
MADE = (
    "mire/documents/faces.css",
    "mire/locale/en/LC_MESSAGES/django.mo",
    "mire/locale/fr/LC_MESSAGES/django.mo",
    "mire/web/shell/static/shell/css/common.css",
    "mire/web/shell/static/shell/fonts/AtkinsonHyperlegible-Regular.woff2",
    "mire/web/shell/static/shell/fonts/AtkinsonHyperlegible-Bold.woff2",
    "mire/web/shell/static/shell/fonts/Inter-Digits.woff2",
)
"""What `mire build` makes beside its sources, and a wheel must hold."""

INSTALL = """\
INSTALLER MIRE SANS RÉSEAU

Ce dossier contient Mire et tout ce dont il a besoin, pour Python {python} sous {machine}.
Rien n’est cherché sur Internet.

1. Vérifier que rien n’a changé en route :

       sha256sum --check SHA256SUMS

2. Installer, dans un dossier qui n’est qu’à Mire :

       python{python} -m venv /opt/mire
       /opt/mire/bin/pip install --no-index --find-links paquets --require-hashes -r paquets.txt
       /opt/mire/bin/pip install --no-index --no-deps paquets/{wheel}

3. Essayer, sans rien garder :

       MIRE_DATA=/tmp/essai-mire /opt/mire/bin/mire demo

4. Mettre en service : le dossier « deploy » a un service systemd, la commande « mire » avec ses
   réglages, et deux mandataires inverses, nginx et Caddy. Chaque fichier dit où il se place et ce
   qui s’y change.

Mettre à jour : arrêter Mire, copier ses données, refaire l’étape 2, redémarrer. Les données se
mettent à jour seules au démarrage.
"""


def build_wheel(into: Path) -> Path:
    """Build Mire's wheel from a copy of the tree, and return it.

    A copy, since setuptools puts what an earlier build left beside it into the next one.
    Ends with a sentence where `mire build` was not run.
    """
    missing = [each for each in MADE if not (ROOT / each).exists()]
    if missing:
        sys.exit(f"run `mire build` first: {missing[0]} is missing")
    into.mkdir(parents=True, exist_ok=True)
    with tempfile.TemporaryDirectory(prefix="mire-wheel-") as name:
        copy = Path(name)
        shutil.copytree(ROOT / "mire", copy / "mire", ignore=shutil.ignore_patterns("__pycache__"))
        for each in ("pyproject.toml", "README.md", "LICENSE"):
            shutil.copy(ROOT / each, copy)
        (copy / "requirements").mkdir()
        shutil.copy(ROOT / "requirements" / "base.in", copy / "requirements")
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "wheel", "--quiet"]
        command += ["--no-deps", "--no-build-isolation", "--no-index"]
        subprocess.run([*command, "--wheel-dir", name, name], check=True)
        built = next(copy.glob("mire-*.whl"))
        return Path(shutil.copy(built, into))


def make_bundle(into: Path) -> Path:
    """Gather every wheel of requirements/base.lock and Mire's; return the archive."""
    python = f"{sys.version_info.major}.{sys.version_info.minor}"
    machine = sysconfig.get_platform()
    with tempfile.TemporaryDirectory(prefix="mire-bundle-") as name:
        wheels = Path(name) / "paquets"
        wheel = build_wheel(wheels)
        lock = ROOT / "requirements" / "base.lock"
        command = [sys.executable, "-m", "pip", "--disable-pip-version-check", "download"]
        command += ["--quiet", "--only-binary", ":all:", "--require-hashes", "-r", str(lock)]
        subprocess.run([*command, "--dest", str(wheels)], check=True)
        version = wheel.name.split("-")[1]
        folder = Path(name) / f"mire-{version}-py{python}-{machine}"
        folder.mkdir()
        wheels.rename(folder / "paquets")
        shutil.copy(lock, folder / "paquets.txt")
        shutil.copytree(ROOT / "deploy", folder / "deploy")
        shutil.copy(ROOT / "LICENSE", folder)
        said = INSTALL.format(python=python, machine=machine, wheel=wheel.name)
        (folder / "INSTALLER.txt").write_text(said, encoding="utf-8")
        (folder / "SHA256SUMS").write_text(sums(folder), encoding="utf-8")
        into.mkdir(parents=True, exist_ok=True)
        # Wheels are compressed already.
        archive = into / f"{folder.name}.tar"
        with tarfile.open(archive, "w") as tar:
            tar.add(folder, folder.name)
    return archive


def sums(folder: Path) -> str:
    """Return the digests of a folder's files as `sha256sum --check` reads them, by name."""
    return "".join(
        f"{hashlib.sha256(each.read_bytes()).hexdigest()}  {each.relative_to(folder)}\n"
        for each in files_of(folder)
    )


def files_of(folder: Path) -> Iterable[Path]:
    """Return every file of a folder, in one order."""
    return sorted(each for each in folder.rglob("*") if each.is_file())


def main() -> None:
    parser = argparse.ArgumentParser(description=__doc__)
    parser.add_argument("what", choices=("wheel", "bundle"))
    parser.add_argument("--out", type=Path, default=DIST)
    asked = parser.parse_args()
    made = (build_wheel if asked.what == "wheel" else make_bundle)(asked.out)
    print(f"{made} ({made.stat().st_size / 1e6:.1f} MB)")


if __name__ == "__main__":
    main()
