"""By what a programme judges: its criteria, each with what it means, in order.

Lives here: the table of criteria; adding, wording, ordering, retiring one.
Does not live here: what is graded by them (cases, and whatever else is judged).
May be called by: the office's rooms above it, web and cli.
"""
