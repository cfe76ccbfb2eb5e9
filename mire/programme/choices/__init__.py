"""Scenarios weighed before a decision: what each is, what is argued, how each does by criterion.

Lives here: files of scenarios, arguments, measures, who bears what, copies as they were sent.
Does not live here: criteria, computing (mire.choice), what an argument cites (thread).
May be called by: the office's rooms above it, documents, web and cli.
"""
