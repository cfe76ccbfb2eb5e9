"""What is concluded from what was said: findings, watch points, open questions, each with sources.

Lives here: these sentences, their status, how much they rest on, what nothing took up.
Does not live here: themes (reading), texts and figures (evidence), documents made of findings.
May be called by: the office's rooms above it, documents, web and cli.
"""
