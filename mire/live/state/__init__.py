"""What a meeting is, computed from its log: pure, no clock, no database, no chance.

Lives here: the entries of the log and their canonical bytes, the fold that makes a room of
them, what a facilitator may do (controls), the timeline and its re-plans, the results.
Does not live here: SQL (``store``), who writes when (``engine``), what screens show (``views``).
May be called by: everything in ``live``, and all that stands above it.
"""
