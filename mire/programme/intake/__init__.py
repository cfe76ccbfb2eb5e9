"""People who come in from a table: what its columns mean, what would change, all or nothing.

Lives here: the columns that are known, the plan of an import, its writing in bulk.
Does not live here: encodings and workbooks (tables), the page that shows the plan (web).
May be called by: web and cli.
"""
