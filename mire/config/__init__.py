"""How an installation is set up and its parts are joined.

Lives here: settings, addresses, the ASGI application, the wiring of engine and renderer.
Does not live here: any behaviour; a wire has no opinion.
May be called by: the server, Django and the command line (by dotted name).
"""
