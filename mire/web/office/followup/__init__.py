"""Pages of what became of what was said in a meeting.

Lives here: the page about one meeting, which a guest may read by a link.
Does not live here: what those who were there read by their own link (restitutions).
"""
