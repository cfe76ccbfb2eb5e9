"""Paper: what is printed for a meeting, and how it is typed in again.

Lives here: answer sheets, the whole pack, cards and badges as PDF, the scribe's pages.
Does not live here: how a PDF is set (``documents``), when paper may enter (``live.engine``).
May be called by: the addresses of the wiring; its siblings ignore it.
"""
