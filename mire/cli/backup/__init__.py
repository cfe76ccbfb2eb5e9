"""One file that holds an installation, and an installation made again of that file.

Lives here: what leaves for a backup and what does not, how each kind of database is copied and
put back, the manifest by which a backup is checked.
Does not live here: the commands and their words (mire.cli.backing_up).
May be called by: mire.cli.
"""
