"""The office's pages: who may open them, what forms keep, lists.

Lives here: pages asked through Django's client.
Does not live here: queries and actions (tests/programme), a real browser (tests/e2e).
May be called by: pytest.
"""
