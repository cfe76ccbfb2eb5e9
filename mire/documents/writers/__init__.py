"""From the document tree to what is read: bytes, or a terminal's text.

Lives here: one pure writer per format: HTML, the terminal.
Does not live here: words (already in the tree), pictures' drawing, HTTP.
May be called by: documents' builders' callers: web and cli.
"""
