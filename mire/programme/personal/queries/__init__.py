"""What is held of a person, and what erasing them takes away, read.

Lives here: everything held of somebody as plain values; how they are named, and where.
Does not live here: the erasure itself (actions).
May be called by: web, and the actions of this room.
"""
