"""The only HTTP of the house: addresses, views, forms, templates, the live door.

Lives here: shell (base templates, errors, static), join, room (phone, console, projector,
scribe), office, public, and door (the lean path of answers and streams).
Does not live here: decisions; a view makes one domain call.
May be called by: the configuration, which gives the addresses.
"""
