"""Tests of the whole house.

Lives here: a mirror of mire/ (a technique keeps its own tests in its folder), house/ (is the
house consistent with itself?), support/ (servers and people that tests need), e2e/ (a real
browser), load/ and faults/.
Does not live here: anything that mire/ imports.
"""
