"""From facts to a document tree.

Lives here: one builder per document; each says its words in one language.
Does not live here: formats (writers), the facts' computing (live, programme).
May be called by: web and cli.
"""
