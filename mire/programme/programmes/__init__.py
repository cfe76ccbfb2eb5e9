"""Authorities and their programmes: dates, aims, phases, words, threshold, retention.

Lives here: what is decided once for a whole programme and holds for every meeting of it.
Does not live here: who takes part (people), meetings (meetings).
May be called by: the office's rooms above it, web and cli.
"""
