"""Signing in and out, the first start, the links that open a session once.

Lives here: pages that are read before somebody is known, and one's own account.
Does not live here: what roles give the right to (programme.people).
May be called by: the office's addresses alone.
"""
