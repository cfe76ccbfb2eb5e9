"""The office: its queries and its actions.

Lives here: what is stored between meetings, on both databases.
Does not live here: pages (tests/web), the live log (tests/live).
May be called by: pytest.
"""
