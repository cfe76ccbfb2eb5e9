"""What people said, turned into figures.

Lives here: pure functions over arrays and counts (numpy), each with its source.
Does not live here: anything that reads a database, a clock or a request.
May be called by: techniques, the programme's rules, documents.
"""
