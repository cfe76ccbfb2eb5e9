"""What the room sees on the projector.

Lives here: the projector's page, its frame and its script.
Does not live here: what it is told (``live.views``), the code and the address (``addresses``).
May be called by: the addresses of the wiring; its siblings ignore it.
"""
