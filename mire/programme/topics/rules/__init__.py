"""What a topic is, what people's ballots say of several, what a choice proposes: pure.

Lives here: states and their moves, ballots as people type them, proposals and their words.
Does not live here: rows (models), pages (web).
May be called by: the instruments of this room, web and documents.
"""
