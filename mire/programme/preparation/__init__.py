"""What is done around a meeting: who is expected, who does what, what is asked and announced.

Lives here: people expected, duties, the request for a slot, the invitation's own words.
Does not live here: the run sheet and the room (meetings), who came (people's presences).
May be called by: the office's rooms above it, documents, web and cli.
"""
