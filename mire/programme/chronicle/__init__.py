"""The chronicle: what everybody can read of a programme, episode by episode, and its public site.

Lives here: episodes and their versions, pictures, voices, decisions made public, the site's words.
Does not live here: what a restitution or a decision says (restitutions, outcomes), its addresses.
May be called by: opendata, personal, web and cli.
"""
