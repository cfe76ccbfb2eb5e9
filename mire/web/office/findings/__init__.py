"""« Constats » : what the group concludes, with its sources beside it.

Lives here: the list of findings, the page of one, what was not taken up.
Does not live here: what a finding rests on (programme), themes (reading), the thread's page.
"""
