"""Tests of ``mire.words``: dates, numbers and lists in a language."""
