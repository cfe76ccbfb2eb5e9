"""The thread: what may be cited, who cites what, and the way from one to the other.

Lives here: the contract of a kind that can be cited, citations by key and hash, the trace.
Does not live here: what is cited (each kind's own room), how it is shown (web, documents).
May be called by: the rooms that have something to cite or that cite, documents, web and cli.
"""
