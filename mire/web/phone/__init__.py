"""What participants see and do: the phone, a table's page, a private commitment, a trial.

Lives here: pages and forms of who takes part, and their scripts.
Does not live here: answers sent by scripts and streams (``live_api``), joining (``join``).
May be called by: the addresses of the wiring; its siblings ignore it.
"""
