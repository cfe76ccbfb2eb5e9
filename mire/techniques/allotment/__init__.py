"""The allotment (« choix des sujets ») : which topics a stated capacity can take, in secret.

Lives here: topics with their days as settings, three kinds of ballot, the words of the result.
Does not live here: equal shares and comparisons (choice.portfolio, choice.ranked).
May be called by: nobody by name; the registry loads ``manifest``.
"""
