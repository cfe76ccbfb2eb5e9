"""A rehearsal's simulated participants.

Lives here: how each behaves, when each acts, the thread that lets them act.
Does not live here: what a rehearsal's clock does (``engine.rehearsals``).
May be called by: ``web`` and ``cli``.
"""
