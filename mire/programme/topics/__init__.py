"""Topics that departments ask the laboratory to take up, and how it chooses among them.

Lives here: referrals by link, questions back, what was graded, choices under a capacity, each with
what was proposed, what the group changed and why. Does not live here: the rule that shares a
capacity (``mire.choice.portfolio``); cases, which a topic that was taken becomes (cases).
May be called by: the office's rooms above it, web and cli.
"""
