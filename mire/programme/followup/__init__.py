"""What became of what was said: each conclusion of a meeting, and the decisions that it led to.

Lives here: the way from a meeting's texts up to decisions, answers and actions, gathered.
Does not live here: citations (thread), findings, outcomes, and the pages that tell it (web).
May be called by: the office's rooms above it, documents, web and cli.
"""
