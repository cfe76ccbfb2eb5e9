"""What is told of a meeting to those who were there, and to everybody; what they answer.

Lives here: how a restitution is composed, its status and versions, remarks on its sentences.
Does not live here: findings (their room), documents (documents), pages.
May be called by: the office's rooms above it, documents, web and cli.
"""
