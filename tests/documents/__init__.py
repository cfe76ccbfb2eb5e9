"""Documents: the tree's writers and the builders.

Lives here: what a document says in each format.
Does not live here: pages served over HTTP (tests/web).
May be called by: pytest.
"""
