"""Tests of the choice of topics.

Lives here: laws, worked examples, an independent slow implementation, and what an oracle
answered to stored elections (``oracle_elections.jsonl``; README.md says how it is made).
Does not live here: the oracle, which is never installed with Mire's own environment.
"""
