"""A lab in residence: which department hosts it when, over the shortest cycle that holds.

Lives here: the facts of a cycle, its constraint model, the plans with their proof, the
smallest set of rules that clash when nothing holds, and the calendar of weeks.
Does not live here: files, dates as people write them, charts.
May be called by: documents and the command line.
"""
