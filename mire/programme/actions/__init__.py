"""What the office does: verbs with a noun, keyword-only, the time as an argument.

Lives here: one file per noun; each action writes all or nothing.
Does not live here: reading for screens (queries), rules that decide (rules).
May be called by: documents' builders, web, cli.
"""
