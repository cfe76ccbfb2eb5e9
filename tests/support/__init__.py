"""What tests need to stand on: servers started for them, a browser, made-up people.

Lives here: private PostgreSQL and nginx, Chromium with its accessibility rules, factories.
Does not live here: tests. Nothing here may lean on the machine's own services; each server is
started in a temporary folder, on a free loopback port, and removed with all that it wrote.
"""
