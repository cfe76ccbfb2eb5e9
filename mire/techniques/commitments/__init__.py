"""What one's department could bring (« Ce que ma direction pourrait apporter »).

Lives here: the offers as data, one person's promise, its words and its paper card.
Does not live here: the register, its private links and its days (live.pledges).
May be called by: nobody by name; the registry loads ``manifest``.
"""
