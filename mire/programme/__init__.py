"""What ties meetings into a programme, before and after them.

Lives here: models (one noun a file), queries that read, actions that write, rules that decide.
Does not live here: the live log itself (live), documents made of it (documents), pages (web).
May be called by: documents, web and cli.
"""
