"""What meetings conclude: decisions, questions, actions, answers, and how each ends.

Once settled nothing is rewritten: a decision is superseded or abandoned, a correction stands
beside. What each rests on, and which question an answer answers, is in the thread.
Does not live here: the minutes in which they are written, and when those are final (steering).
May be called by: the office's rooms above it, documents, web and cli.
"""
