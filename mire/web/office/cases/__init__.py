"""« Cas » : what the group tried, compared; each case told as a story with its sources beside it.

Lives here: the list with its figure, the page of a case, the forms that write it.
Does not live here: how stakes are summed up (programme), methods, the thread's page.
May be called by: the office's addresses alone.
"""
