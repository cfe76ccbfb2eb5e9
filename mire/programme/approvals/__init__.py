"""The circuit of approvals (« visas ») of the note: frozen versions, steps, who approved what.

Lives here: what a frozen version holds and how it is checked, whose turn it is, which visa fell.
Does not live here: the text as it is being written (note), how a version is printed (documents).
May be called by: chronicle, home, opendata, personal, web, documents and cli.
"""
