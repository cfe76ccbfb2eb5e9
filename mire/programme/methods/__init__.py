"""The group's library of methods: cards, and what those who used one say of it.

Lives here: cards (the first are those of Mire's techniques), reviews and what they add up to.
Does not live here: how a technique runs (techniques), run sheets (runsheet).
May be called by: the office's rooms above it, documents, web and cli.
"""
