"""One room per facilitation technique; the list below is the only place that names them.

Lives here: what is proper to a technique: settings, answers, synthesis, screens, words.
Does not live here: the log, the box, the clock, moderation; those are the same for all (live).
May be called by: nobody by name; the registry loads each ``manifest`` at start.
"""

TECHNIQUES = (
    "mire.techniques.framing",
    "mire.techniques.positioning",
    "mire.techniques.mood",
    "mire.techniques.sounding",
    "mire.techniques.judgment",
    "mire.techniques.allotment",
    "mire.techniques.question",
    "mire.techniques.signup",
    "mire.techniques.commitments",
    "mire.techniques.worldcafe",
    "mire.techniques.worktables",
    "mire.techniques.consent",
)
