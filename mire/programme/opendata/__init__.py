"""What leaves the office as data: open data of a meeting, the archive of a programme.

Lives here: who opened which meeting and under which licence, the two packages and their seals.
Does not live here: documents (documents), when things go (retention), one person's data (personal).
May be called by: web and cli.
"""
