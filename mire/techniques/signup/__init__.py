"""Sign-up to work on a profile (« Choix du profil »): a name, a wish, a second one.

Lives here: the profiles with their seats, the wishes, the proposed seating and its words.
Does not live here: how seats are given (planning.seating), what tables then say.
May be called by: nobody by name; the registry loads ``manifest``.
"""
