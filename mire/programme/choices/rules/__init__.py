"""What files of scenarios must be, pure: words and limits, a file as plain values, comparing.

Lives here: kinds and refusals (kinds), a file and what changed in it (told), criteria and options
as the computing takes them (compared).
May be called by: the rest of the room, documents, web and cli.
"""
