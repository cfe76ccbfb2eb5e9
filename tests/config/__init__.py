"""The wiring: settings read from the environment.

Lives here: what each variable makes of an installation.
Does not live here: the server that is started with it (tests/e2e, tests/faults).
May be called by: pytest.
"""
