"""The threat list as tests: for each attacker, what they try and must not have.

Lives here: what no other test held. ``docs/reference/security.md`` names, beside each promise, the
test that holds it, wherever it stands; ``tests/house/test_promises.py`` looks that each exists.
Does not live here: what attackers cost others (benchmarks/attacker.py).
May be called by: pytest alone.
"""
