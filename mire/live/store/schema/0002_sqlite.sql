-- Rehearsals can be thrown away whole, real meetings never; facilitators' notes.
ALTER TABLE live_room ADD COLUMN is_rehearsal INTEGER NOT NULL DEFAULT 0;

CREATE TRIGGER live_room_stays_real BEFORE UPDATE OF is_rehearsal ON live_room
BEGIN
    SELECT RAISE(ABORT, 'a meeting does not become a rehearsal');
END;

DROP TRIGGER live_entry_stays;

CREATE TRIGGER live_entry_stays BEFORE DELETE ON live_entry
WHEN (SELECT is_rehearsal FROM live_room WHERE id = OLD.room) IS NOT 1
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;

CREATE TABLE live_note (
    room INTEGER NOT NULL,
    id TEXT NOT NULL,
    activity TEXT NOT NULL,
    at TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (room, id)
) STRICT, WITHOUT ROWID;
