"""What facilitators see and do: the console, the remote, the day before, the hour after.

Lives here: controls as forms and keys, review of texts, rehearsals, the register of commitments.
Does not live here: what a control does (``live.state.controls``), what is printed (``paper``).
May be called by: the addresses of the wiring; its siblings ignore it.
"""
