"""Topics under a capacity: which ones a lab takes on, from people's ballots.

Lives here: elections (topics with costs, ballots), the Pabulib format, equal shares,
Phragmén's rule, the greedy rule, constraints, and why each topic was kept or not.
Does not live here: the words that say it (``mire.documents``), files (``mire.cli``).
May be called by: techniques, the programme's rules, the command line; begin with
``selection.choose``, then ``reasons.explain``.
"""
