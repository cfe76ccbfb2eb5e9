"""The engine of a meeting that is going on.

Lives here: the append-only log and its one writer, the box of sealed answers, seats,
presence, the fold of a room, the fan-out of frames, replay.
Does not live here: what any technique means (techniques), HTML and HTTP (web).
May be called by: the programme, documents, web and cli; it calls the technique API alone.
"""
