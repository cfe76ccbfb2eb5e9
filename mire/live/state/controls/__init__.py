"""What a facilitator may do: each control defined once.

Lives here: of each control its kind in the log, its body, when it is refused, what it makes
of the room, the words for it and its keys; the list of them all (``registry``).
Does not live here: where its button stands (``web``), who may press it (``web.rights``).
May be called by: everything in ``live``, and ``web``.
"""
