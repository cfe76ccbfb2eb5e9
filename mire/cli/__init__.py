"""`mire …`: what one types in a terminal. Parse, one call, print.

Lives here: commands, their messages, the rehearsal that plays a whole meeting, the sheets
of the demonstration.
Does not live here: decisions; a command calls one action, query or pure function.
May be called by: the terminal.
"""


def main() -> None:
    """Run the command line."""
    import gc

    gc.disable()  # what modules make is never garbage: looking for some slows the start
    from mire.cli import troubles

    troubles.set_up()
    from mire.cli.commands import run

    gc.enable()
    run()
