"""A whole meeting played at speed through the real doors, with simulated people.

Lives here: a server of its own with its own clock, the facilitator and the participants
who talk to it over HTTP, and what comes out: a log, its results, its report.
Does not live here: how a technique's answers are made up (each technique's ``simulate``).
May be called by: the commands ``rehearse`` and ``demo``.
"""
