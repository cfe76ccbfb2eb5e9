"""Pages on cycles of residencies: their facts, a plan looked for, kept, handed out.

Lives here: the forms of a cycle's facts, the page of a plan and of its progress, its files.
Does not live here: how a plan is found (planning), how it is told (documents).
May be called by: urls.
"""
