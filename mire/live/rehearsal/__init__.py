"""A rehearsal's simulated participants.

Lives here: how each behaves, when each acts, with which words; the thread that lets them act in
this process (phones that act over HTTP stand in ``cli.rehearsal``).
Does not live here: what a rehearsal's clock does (``engine.rehearsals``).
May be called by: ``web`` and ``cli``.
"""
