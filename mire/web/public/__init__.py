"""The public site of a programme: its page, episodes, decisions, feed, pictures for sharing.

Lives here: addresses under ``/p/``, their caching, what keeps cookies away from them.
Does not live here: what is public (programme.chronicle), how a page is told (web.site_pages).
May be called by: the addresses of the wiring; its siblings ignore it.
"""
