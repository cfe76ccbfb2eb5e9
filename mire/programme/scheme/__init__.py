"""The operating scheme: what the laboratory offers, how it chooses, with what, who decides what.

Lives here: lines by section, what each answers of the directors' headings, aims of the authority's
plan and what serves them. Does not live here: what a line cites (thread), its figure (documents).
May be called by: the office's rooms above it, documents, web and cli.
"""
