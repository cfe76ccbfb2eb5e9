"""All HTTP: addresses, views, forms, templates, the live door.

Lives here: a room for each surface (phone, console, projector, paper, join, live_api), below
them what several need (access, frames, rights), and ``shell`` (base templates, errors, static).
Does not live here: decisions; a view makes one domain call.
May be called by: the configuration, which gives the addresses.
"""
