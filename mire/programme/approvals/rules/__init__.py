"""Pure rules of the circuit: frozen versions and their digests, whose turn it is, what fell.

Lives here: whatever decides without a row.
Does not live here: queries and actions of this room.
May be called by: queries and actions of this room, documents, web and cli.
"""
