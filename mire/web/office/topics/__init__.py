"""Pages on topics: those that are asked for, one of them, choices, the links by which they come.

Lives here: lists, forms, letters handed out, the pages that a link opens without an account.
Does not live here: what a choice proposes (programme.topics), words of letters (documents).
"""
