"""Soundings over time: the same statements put to a circle, wave after wave; what changed.

Nobody is paired across waves, and no answer outlives the closing of its wave: counts are kept.
Lives here: waves and their counts; a closed wave is a kind of the thread.
Does not live here: soundings of a meeting's room (techniques); pages (web).
May be called by: the office's rooms above it, web and cli.
"""
