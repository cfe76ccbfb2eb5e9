-- Commitments: named, apart from the log, kept by the hash of a private link. A card that was
-- printed and not yet filled in has no name. Days are written YYYY-MM-DD; no time is kept.
CREATE TABLE live_pledge (
    room INTEGER NOT NULL,
    link BLOB NOT NULL,
    card TEXT NOT NULL,
    name TEXT NOT NULL,
    offered TEXT NOT NULL,
    first_day TEXT NOT NULL,
    last_day TEXT NOT NULL,
    is_confirmed INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (room, link)
) STRICT, WITHOUT ROWID;
