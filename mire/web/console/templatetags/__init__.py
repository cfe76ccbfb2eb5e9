"""Tags that the console's and the remote's templates share.

Lives here: what they ask of the controls' definitions.
Does not live here: filters that say things in a reader's language (``mire.words``).
May be called by: templates, through ``{% load controls %}``.
"""
