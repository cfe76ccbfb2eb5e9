"""Meetings that come from another installation, or go to one and come back.

Lives here: a log file checked whole and made an ended meeting, who brought it in; packs.
Does not live here: how a log is read and checked (live), people who come from a table (intake).
May be called by: web and cli.
"""
