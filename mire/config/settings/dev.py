"""A developer's machine: errors in full, static files straight from their folders."""

from mire.config.settings.base import *

DEBUG = True
STORAGES = {
    "staticfiles": {"BACKEND": "django.contrib.staticfiles.storage.StaticFilesStorage"},
}
SERVESTATIC_USE_FINDERS = True
SERVESTATIC_AUTOREFRESH = True
