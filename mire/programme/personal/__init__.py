"""What the office holds of one person: gathered for them, or erased.

Lives here: the file of everything held of a person, their erasure and what it leaves.
Does not live here: what they said in meetings, where nobody is matched by name (live); when data
go by themselves (retention).
May be called by: retention, web and cli.
"""
