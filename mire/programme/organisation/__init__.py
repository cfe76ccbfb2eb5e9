"""An authority's departments as a tree, who represents each, what a merge moves.

Lives here: the tree's order, its readings with who of the group comes from where.
Does not live here: the rows and what changes them (people).
May be called by: web and cli.
"""
