"""What a facilitation technique must furnish, and the laws that it must keep.

Lives here: the contract (technique), sayable text, refusals, strict reading,
the registry of techniques, and testing: laws that every technique's tests run.
Does not live here: any technique, any storage, Django.
May be called by: everyone above; it calls the pure libraries alone.
"""
