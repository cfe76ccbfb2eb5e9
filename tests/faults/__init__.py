"""What happens when something breaks: a killed server, a lost database, a swallowed stream.

Lives here: tests that break a real server of their own, the crowd of phones that talk to it
meanwhile, and what is then proved about every acknowledged answer.
Does not live here: rules of a room (tests/live), pages (tests/web).
May be called by: pytest, and by hand: ``python -m tests.faults.crashes 50``.
"""
