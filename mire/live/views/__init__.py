"""What each surface of a meeting is told, as JSON primitives: phone, console, projector, remote.

Lives here: the choice of what a surface may know, the timeline in words, texts and names put
where a technique's screen says their entry.
Does not live here: markup (``web``), rules (``state``).
May be called by: ``live.hub``, ``live.rehearsal``, ``documents``, ``web``.
"""
