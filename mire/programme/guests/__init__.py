"""Guests: somebody without an account reads one page of a programme, until a day.

Lives here: the links that open one page, for whom they were made, when they end.
Does not live here: which pages may be shown to guests (each page says so), accounts.
May be called by: web and cli.
"""
