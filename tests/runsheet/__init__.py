"""Tests of ``mire.runsheet``: the model, its checks, its file."""
