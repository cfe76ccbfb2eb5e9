"""Guests' links: making one for a page, closing it, and opening the page by it.

Lives here: the page that makes links, the address that guests are given.
Does not live here: which pages take guests (each says so), what a link holds (programme).
"""
