"""« Restitutions » : what is told of a meeting, to whom, and what they answer.

Lives here: composing one, its documents, its public page, the page of those who were there.
Does not live here: what a restitution is (programme), how a document is made (documents).
"""
