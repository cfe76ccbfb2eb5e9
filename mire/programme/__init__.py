"""The office: what ties meetings into a programme, before and after them. One room a noun.

Lives here: a Django app for each noun, all with the same instruments: ``models``, ``rules``
(pure), ``queries`` (read), ``actions`` (write); an action may call queries, not the reverse.
Does not live here: the live log itself (live), documents made of it (documents), pages (web).
May be called by: documents, web and cli, through queries and actions alone.
"""
