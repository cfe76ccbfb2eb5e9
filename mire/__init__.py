"""Mire: from the first conversation about an innovation lab to a decision that can be traced.

Lives here: the packages, read from the bottom (analysis, choice, planning)
to the doors (web, cli) and the wiring (config).
Does not live here: any code of its own; each room says what it holds.
"""

__version__ = "0.2.0"
