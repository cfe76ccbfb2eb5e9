"""The chronicle's pages: episodes, their pictures and voices, decisions made public, the site.

Lives here: the place « Récit » of the office, forms, previews.
Does not live here: what everybody reads (web.public), how it is told (web.site_pages).
May be called by: the office's addresses alone.
"""
