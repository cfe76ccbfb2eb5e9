"""The folder of an installation's data: this account's alone, whatever the umask."""

import fcntl
from io import TextIOWrapper
from pathlib import Path

FOLDER_MODE = 0o700
FILE_MODE = 0o600


def keep_private(folder: Path, databases: list[Path]) -> None:
    """Make the folder and its database files if they are missing; close all to other accounts.

    SQLite gives its own side files the mode of the database. Raises OSError when it can't be.
    """
    folder.mkdir(parents=True, exist_ok=True, mode=FOLDER_MODE)
    folder.chmod(FOLDER_MODE)
    for database in databases:
        database.touch(mode=FILE_MODE)
    for kept in folder.rglob("*"):
        if not kept.is_symlink():
            kept.chmod(FOLDER_MODE if kept.is_dir() else FILE_MODE)


def hold_alone(folder: Path) -> TextIOWrapper | None:
    """Return the lock of the one server of a folder, held until closed; None: another has it.

    The system lets go of it with its process, however that ends.
    """
    lock = (folder / "serve.lock").open("a", encoding="utf-8")
    try:
        fcntl.flock(lock, fcntl.LOCK_EX | fcntl.LOCK_NB)
    except BlockingIOError:
        lock.close()
        return None
    return lock
