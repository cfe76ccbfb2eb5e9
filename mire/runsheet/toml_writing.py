"""A run sheet as a TOML file that people can read: writing it, with what they wrote kept."""

from mire.runsheet.sheet import Sheet


def write_sheet(sheet: Sheet, previous: str | None = None) -> str:
    """Return the TOML of a sheet; ``read_sheet`` makes an equal sheet of it.

    Without ``previous``, what has its default value is left out, and so are settings that an
    ``again`` or a ``from`` gives back. A setting that is None is left out, TOML having no such
    value; one within a list raises ``ValueError``. The sheet needn't be one that the checks
    accept: what they refuse is written too, and refused when read.

    ``previous`` is the TOML of an earlier state of the sheet (``ValueError`` if it isn't TOML):
    the file that ``read_sheet`` took, decoded. The same values give the same text back, to the
    byte. Otherwise only what differs is written anew:

    - an activity is the earlier one of the same id, else of the same technique and title; its
      comments, blank lines, order of keys and ways to write go where it goes;
    - a comment right above a key, a header or an item of a list is its own, as is one at its
      right; those of what is no longer there go with it, unless they stand above a key;
    - a title in a comment, with a blank line under it, stays in its place between activities;
    - a new key comes after the others, a new activity after a blank line;
    - line ends and the byte order mark stay as they were.

    What is written is read again before it is returned. An activity whose layout turns out unfit
    for its new values is written anew and loses its comments: an equal sheet goes first.
    """
    from mire.runsheet import toml_layout  # tomlkit takes memory: only once it is asked for

    return toml_layout.render_sheet(sheet, previous)
