"""What a technique's tests use: the laws that it must keep, and logs to try them on.

Lives here: ``laws`` (a class of tests to inherit), ``generated_logs`` (settings, answers and
entries; drawn, simulated or golden).
Does not live here: anything that the program imports; both need Hypothesis.
May be called by: tests alone.
"""
