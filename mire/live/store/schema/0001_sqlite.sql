-- Live tables on SQLite. No table here has a rowid, so none keeps the order of arrival.
CREATE TABLE live_room (
    id INTEGER NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    console BLOB NOT NULL,
    projector BLOB NOT NULL,
    head INTEGER NOT NULL
) STRICT, WITHOUT ROWID;

CREATE TABLE live_entry (
    room INTEGER NOT NULL REFERENCES live_room (id),
    seq INTEGER NOT NULL,
    id TEXT NOT NULL,
    activity TEXT NOT NULL,
    kind TEXT NOT NULL,
    author TEXT,
    medium TEXT,
    body TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (room, seq),
    UNIQUE (room, id)
) STRICT, WITHOUT ROWID;

-- The log is only ever added to, but for a person's right to have a text erased, which
-- leaves a stub of the same number.
CREATE TRIGGER live_entry_keeps BEFORE UPDATE ON live_entry
WHEN NOT (
    NEW.kind = 'entry.stub' AND NEW.body = '{}' AND NEW.author IS NULL
    AND NEW.room = OLD.room AND NEW.seq = OLD.seq AND NEW.id = OLD.id
    AND NEW.activity = OLD.activity AND NEW.at = OLD.at AND instr(OLD.kind, '.') = 0
)
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;

CREATE TRIGGER live_entry_stays BEFORE DELETE ON live_entry
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;

CREATE TABLE live_seat (
    room INTEGER NOT NULL,
    seat BLOB NOT NULL,
    PRIMARY KEY (room, seat)
) STRICT, WITHOUT ROWID;

CREATE TABLE live_key (
    room INTEGER NOT NULL,
    activity TEXT NOT NULL,
    key BLOB NOT NULL,
    PRIMARY KEY (room, activity)
) STRICT, WITHOUT ROWID;

CREATE TABLE live_box (
    ballot TEXT NOT NULL,
    author BLOB NOT NULL,
    revision INTEGER NOT NULL,
    receipt BLOB NOT NULL,
    medium TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (ballot, author)
) STRICT, WITHOUT ROWID;

CREATE TABLE live_receipt (
    room INTEGER NOT NULL,
    activity TEXT NOT NULL,
    receipt BLOB NOT NULL,
    PRIMARY KEY (room, activity, receipt)
) STRICT, WITHOUT ROWID;
