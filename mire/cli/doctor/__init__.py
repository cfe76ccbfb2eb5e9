"""`mire doctor`: what an installation stands on, one check a line, each with what to do.

Lives here: the checks of the machine, of the databases, of the served address, and their printing.
Does not live here: repairs; nothing is written, sent or changed by a check.
May be called by: mire.cli.commands.
"""
