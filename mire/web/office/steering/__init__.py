"""Pages of steering meetings: the file before, the minutes during and after.

Lives here: composing and sending a file, the secretary's screen, amendments, both as documents.
Does not live here: the register of decisions, questions and actions (outcomes).
"""
