"""Pages of what was concluded: the register of decisions, questions, actions; one of them.

Lives here: lists, one outcome's page, forms to write one outside of a meeting.
Does not live here: the screen on which minutes are taken (steering).
"""
