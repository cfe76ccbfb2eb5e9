"""Open data: opening a meeting to everybody, closing it, the public index, archives handed out.

Lives here: the page « Données ouvertes » of the settings, and the public addresses.
Does not live here: what the files hold (programme.opendata).
May be called by: the office's addresses alone.
"""
