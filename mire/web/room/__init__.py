"""The surfaces of a live meeting: phone, console, projector, scribe, paper.

Lives here: their pages and frames, the plain forms that work without scripts, rights.
Does not live here: streams and JSON answers (door), what a technique draws (techniques).
May be called by: the configuration's addresses and its renderer.
"""
