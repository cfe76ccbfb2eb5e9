"""Saying things in the reader's language: texts, days, hours, lists, French typography.

Lives here: the translation of ``Text``, formats of dates and numbers, the template filters.
Does not live here: the catalogues (``locale``), the words themselves (they stand where they
are said).
May be called by: ``live`` and all that stands above it; never by a technique.
"""
