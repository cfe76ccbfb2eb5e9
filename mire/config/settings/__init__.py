"""The settings of an installation.

Lives here: ``base``, which reads the environment, and what each setting adds to it.
Does not live here: secrets; they come from the environment or from a file made at first start.
May be called by: Django alone, through DJANGO_SETTINGS_MODULE.
"""
