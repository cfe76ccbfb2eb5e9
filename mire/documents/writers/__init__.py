"""From the document tree to bytes.

Lives here: one pure writer per format; HTML today.
Does not live here: words (already in the tree), pictures' drawing, HTTP.
May be called by: documents' builders' callers: web and cli.
"""
