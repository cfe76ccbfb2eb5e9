"""« Méthodes » : the library of method cards, what those who used one say, cards to print.

Lives here: the list, a card's page, its forms, the library's files.
Does not live here: what reviews add up to (programme), how a card is laid out (documents).
May be called by: the office's addresses alone.
"""
