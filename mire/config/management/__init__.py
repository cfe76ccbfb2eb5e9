"""What Django's own commands do otherwise here.

Lives here: the folder in which Django looks for commands, and nothing else. Mire's commands are
``mire.cli``'s.
"""
