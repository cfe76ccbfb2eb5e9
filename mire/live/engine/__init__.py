"""What may be asked of a meeting, done in durable transactions by a process's one writer.

Lives here: the engine, its writer thread, the transaction, requests by kind, readers, the
rooms in memory, who is there.
Does not live here: rules (``state``), SQL (``store``), words and screens (``views``).
May be called by: ``live.hub``, ``live.rehearsal``, ``web``, ``cli`` and the wiring.
"""
