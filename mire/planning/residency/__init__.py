"""A lab in residence: which department hosts it when, over the shortest cycle that holds.

Lives here: the facts of a cycle, its constraint model, the plans with their proof, the
smallest set of rules that clash when nothing holds, and the calendar of weeks.
Does not live here: files, charts, words.
May be called by: programme, documents, web and the command line.
"""
