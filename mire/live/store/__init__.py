"""The live tables: all their SQL, on SQLite and on PostgreSQL, and what is sealed in them.

Lives here: connections, the schema, the box of sealed answers and its rules, seats and tokens.
Does not live here: what a request may do and when it is durable (``engine``).
May be called by: ``live.engine`` alone, but for secrets (``seats``) and for what opens a
database (``connect``).
"""
