"""Pages of political sponsorship: the path to the council, sponsors' facts, the deliberation.

Lives here: the path's page and its forms, what sponsors did, the deliberation's text and vote,
files.
Does not live here: what decides (programme.sponsorship), how it is printed (documents).
May be called by: urls.
"""
