"""Commands of the house for those who build it.

Lives here: set-up (provision), lock files (lock), message catalogues (catalogues).
Does not live here: anything that a running Mire needs; those are `mire …` commands.
Called by the Makefile, by .ci/run and by tests.
"""
