"""Make everything that `make demo` and `make test` stand on, and say in words what is missing.

    python3 tools/provision.py venv base     the private environment that runs Mire
    python3 tools/provision.py venv test     the same, with the tests' and checks' tools
    python3 tools/provision.py system        Chromium, PostgreSQL, nginx, LibreOffice, for the tests
    python3 tools/provision.py oracles       other people's implementations, in .oracles

Nothing but the standard library, and syntax that a Python older than Mire's own still reads:
this file is what tells the owner of such a Python what to do. Each command does nothing when
its work is already done, needs no network then, and starts again from a clean state when a
lock file, the Python or the place of the checkout has changed.
"""

import argparse
import glob
import hashlib
import os
import re
import shutil
import subprocess
import sys

ROOT = os.path.dirname(os.path.dirname(os.path.abspath(__file__)))
VENV = os.path.join(ROOT, ".venv")
ORACLES = os.path.join(ROOT, ".oracles")
OLDEST = (3, 11)
CANDIDATES = ("python3.13", "python3.12", "python3.11", "python3")
OLDEST_POSTGRESQL = 15

# Only a Python that can make a virtual environment answers this.
PROBE = "import sys, ensurepip, venv; print('%d.%d.%d' % sys.version_info[:3])"


class MissingError(Exception):
    """Something only the owner of the machine can furnish; the message says how."""


def say(words):
    print(words, flush=True)


# --- the Python ---------------------------------------------------------------------------


def version_of(command):
    """The version of a Python that can make a virtual environment, as a tuple; None otherwise.

    The command is really run: a shim that is on the PATH but leads nowhere does not count.
    """
    try:
        answer = subprocess.run(
            [command, "-c", PROBE], capture_output=True, text=True, timeout=60, check=False
        )
    except (OSError, subprocess.TimeoutExpired):
        return None
    if answer.returncode != 0:
        return None
    return tuple(int(part) for part in answer.stdout.strip().split("."))


def choose_python(wanted):
    """The command and version of the Python to build on: `wanted`, else the newest that serves."""
    if wanted:
        version = version_of(wanted)
        if version is None:
            raise MissingError(
                "PYTHON=%s does not run, or cannot make a virtual environment "
                "(on Debian and Ubuntu: apt-get install python3-venv)." % wanted
            )
        if version < OLDEST:
            raise MissingError(
                "PYTHON=%s is Python %d.%d; Mire needs %d.%d or newer."
                % ((wanted,) + version[:2] + OLDEST)
            )
        return wanted, version
    for command in CANDIDATES:
        version = version_of(command)
        if version is not None and version >= OLDEST:
            return command, version
    raise MissingError(
        "Mire needs Python %d.%d or newer with its venv module, and found none.\n"
        "On Debian 12 or Ubuntu 24.04, type:\n"
        "    %sapt-get install python3 python3-venv\n"
        "If you have one elsewhere, name it: make PYTHON=/path/to/python3.12 …"
        % (OLDEST + (sudo(),))
    )


# --- the virtual environment --------------------------------------------------------------


def digest(*paths):
    total = hashlib.sha256()
    for path in paths:
        with open(os.path.join(ROOT, path), "rb") as source:
            total.update(source.read())
    return total.hexdigest()


def stamp_path(kind):
    return os.path.join(VENV, "made-%s" % kind)


def read_stamp(kind):
    try:
        with open(stamp_path(kind), encoding="utf-8") as source:
            return source.read()
    except OSError:
        return None


def write_stamp(kind, words):
    with open(stamp_path(kind), "w", encoding="utf-8") as target:
        target.write(words)


def venv_python():
    return os.path.join(VENV, "bin", "python")


def run(command, why):
    try:
        subprocess.run(command, check=True, cwd=ROOT)
    except subprocess.CalledProcessError as failure:
        raise MissingError(
            "%s failed (the lines above say why; the command was: %s)."
            % (why, " ".join(failure.cmd))
        ) from None


def pip(*arguments, python=None):
    command = [python or venv_python(), "-m", "pip", "--disable-pip-version-check", "-qq"]
    run(command + list(arguments), "Installing the Python packages")


def make_venv(kind, wanted):
    """Make `.venv` hold exactly what the lock files name, and Mire itself, editable."""
    named = ""
    if os.path.exists(venv_python()) and not wanted:
        # Keep the Python that made it: a newer one on the machine is no reason to start again.
        named = (read_stamp("base") or "").partition("\n")[0]
        if named and version_of(named) is None:
            named = ""
    command, version = choose_python(wanted or named)
    # The first line names the Python; a changed line means a changed foundation.
    base = "%s\n%s\n%s\n%s\n" % (
        command,
        "%d.%d" % version[:2],
        ROOT,
        digest("requirements/base.lock"),
    )
    test = base + digest("requirements/test.lock") + "\n"
    if read_stamp("base") != base or (kind == "test" and read_stamp("test") not in (None, test)):
        say("Making .venv with Python %d.%d.%d (%s)…" % (version + (command,)))
        shutil.rmtree(VENV, ignore_errors=True)
        run([command, "-m", "venv", VENV], "Making the virtual environment")
        install("base")
        write_stamp("base", base)
    if kind == "test" and read_stamp("test") != test:
        say("Adding the tests' tools to .venv…")
        install("test")
        write_stamp("test", test)
    project = digest("pyproject.toml")
    if read_stamp("project") != project:
        pip("install", "--no-deps", "--no-build-isolation", "--no-index", "-e", ROOT)
        write_stamp("project", project)


def install(kind, python=None):
    lock = os.path.join(ROOT, "requirements", "%s.lock" % kind)
    arguments = ("--require-hashes", "--no-deps", "--only-binary", ":all:", "-r", lock)
    pip("install", *arguments, python=python)


def make_oracles():
    """Make `.oracles` hold what ours is compared with, apart from all that Mire runs on."""
    stamp = os.path.join(ORACLES, "made")
    wanted = digest("requirements/oracles.lock")
    if os.path.exists(stamp):
        with open(stamp, encoding="utf-8") as source:
            if source.read() == wanted:
                return
    say("Making .oracles (a minute or two)…")
    shutil.rmtree(ORACLES, ignore_errors=True)
    run([venv_python(), "-m", "venv", ORACLES], "Making the oracles' environment")
    install("oracles", os.path.join(ORACLES, "bin", "python"))
    with open(stamp, "w", encoding="utf-8") as target:
        target.write(wanted)


# --- the system's programs, for the tests --------------------------------------------------


# The first is the same engine without a window's machinery: browser tests take a fifth less.
CHROMIUMS = (
    "chromium-headless-shell",
    "chromium",
    "chromium-browser",
    "google-chrome-stable",
    "google-chrome",
)


def find_chromium():
    named = os.environ.get("MIRE_CHROMIUM")
    if named:
        return named if os.access(named, os.X_OK) else None
    for name in CHROMIUMS:
        found = shutil.which(name)
        if found:
            return found
    return None


def find_postgresql():
    """The folder of the newest PostgreSQL server's programs, 15 or newer; None otherwise."""
    best, best_major = None, OLDEST_POSTGRESQL - 1
    folders = glob.glob("/usr/lib/postgresql/*/bin")
    for program in ("initdb", "postgres"):
        found = shutil.which(program)
        if found:
            folders.append(os.path.dirname(os.path.realpath(found)))
    for folder in folders:
        server = os.path.join(folder, "postgres")
        if not os.access(server, os.X_OK) or not os.access(os.path.join(folder, "initdb"), os.X_OK):
            continue
        answer = subprocess.run([server, "--version"], capture_output=True, text=True, check=False)
        major = re.search(r"(\d+)", answer.stdout)
        if major and int(major.group(1)) > best_major:
            best, best_major = folder, int(major.group(1))
    return best


def find_nginx():
    found = shutil.which("nginx")
    if found:
        return found
    return "/usr/sbin/nginx" if os.access("/usr/sbin/nginx", os.X_OK) else None


def find_libreoffice():
    return shutil.which("soffice") or shutil.which("libreoffice")


# The word for people, Debian's package, the finder.
PROGRAMS = (
    ("Chromium", "chromium-headless-shell", find_chromium),
    ("a PostgreSQL server (15 or newer)", "postgresql", find_postgresql),
    ("nginx", "nginx", find_nginx),
    ("LibreOffice Writer", "libreoffice-writer-nogui", find_libreoffice),
)


def sudo():
    return "" if os.geteuid() == 0 else "sudo "


def lacking():
    return [(word, package) for word, package, find in PROGRAMS if find() is None]


def make_system():
    """Have the programs on the machine: by apt as root, else say what to type."""
    lacks = lacking()
    if not lacks:
        return
    words = ", ".join(word for word, _ in lacks)
    install_line = ["apt-get", "install", "--yes", "--no-install-recommends"]
    install_line += [package for _, package in lacks]
    to_type = "%sapt-get update && %s%s" % (sudo(), sudo(), " ".join(install_line))
    if shutil.which("apt-get") is None:
        raise MissingError(
            "The tests need %s, and this is not Debian or Ubuntu: install them by your system's "
            "means (MIRE_CHROMIUM=/path names a Chromium that is not on the PATH)." % words
        )
    if os.geteuid() != 0:
        raise MissingError("The tests need %s. Type:\n    %s" % (words, to_type))
    say("Installing %s…" % words)
    quiet = dict(os.environ, DEBIAN_FRONTEND="noninteractive")
    for command in (["apt-get", "update", "--quiet=2"], install_line + ["--quiet=2"]):
        done = subprocess.run(command, env=quiet, stdin=subprocess.DEVNULL, check=False)
        if done.returncode != 0:
            raise MissingError("apt-get failed. To see why, type:\n    %s" % to_type)
    lacks = lacking()
    if lacks:
        raise MissingError(
            "%s still missing after apt-get. To see why, type:\n    %s"
            % (", ".join(word for word, _ in lacks), to_type)
        )


# --- the door -----------------------------------------------------------------------------


def main():
    parser = argparse.ArgumentParser(description="Set Mire up; see the top of this file.")
    commands = parser.add_subparsers(dest="command", required=True)
    venv = commands.add_parser("venv", help="make the private virtual environment")
    venv.add_argument("kind", choices=("base", "test"))
    venv.add_argument("--python", default="", help="the Python to build on (default: the newest)")
    commands.add_parser("system", help="have the programs that the tests use")
    commands.add_parser("oracles", help="have what some results are compared with, in .oracles")
    asked = parser.parse_args()
    try:
        if asked.command == "venv":
            make_venv(asked.kind, asked.python)
        elif asked.command == "oracles":
            make_oracles()
        else:
            make_system()
    except MissingError as missing:
        print("\n%s\n" % missing, file=sys.stderr)
        return 1
    return 0


if __name__ == "__main__":
    sys.exit(main())
