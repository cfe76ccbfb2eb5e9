"""Many preferences, turned into one order or one selection.

Lives here: pure decision rules (judgment, portfolio, scenarios), each with its source.
Does not live here: ballots' collection or storage, screens.
May be called by: techniques, the programme's rules, the command line.
"""
