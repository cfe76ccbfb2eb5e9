"""Is the house consistent with itself?

Lives here: tests of the tree rather than of what it does: names, docstrings, imports, catalogues,
documentation, and the ground that other tests stand on (servers, browser, set-up).
Does not live here: tests of a room's behaviour; those mirror mire/ beside this folder.
"""
