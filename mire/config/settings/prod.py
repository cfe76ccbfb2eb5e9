"""A server: everything as in ``base``."""

from mire.config.settings.base import *
