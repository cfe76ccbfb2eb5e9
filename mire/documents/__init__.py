"""What is handed out of a meeting: restitutions, minutes, notes, open data.

Lives here: the document tree, its writers (tree to bytes), builders (facts to tree),
templates turned into bytes, and the filters that say things in a reader's language.
Does not live here: HTTP, the facts themselves.
May be called by: web and cli.
"""
