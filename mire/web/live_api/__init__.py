"""The live door: the lean ASGI path of answers, frames and streams, without middleware.

Lives here: routing under /live/, reading of cookies, Origin and seat, JSON answers, streams.
Does not live here: HTML (``web.frames`` renders it), decisions (``live``).
May be called by: the ASGI application of the configuration.
"""
