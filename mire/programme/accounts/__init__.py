"""Who may sign in: accounts, one-use links, the key of the first start.

Lives here: the account that Django and allauth know, links that open a session once, the address
that ``mire serve`` prints on an empty installation.
Does not live here: who a person is and what they may do (people), pages (web).
May be called by: the office's rooms above it, web and cli.
"""
