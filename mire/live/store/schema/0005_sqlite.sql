-- A meeting's log may leave once the archives have said so: under the reference of their visa.
ALTER TABLE live_room ADD COLUMN visa TEXT NOT NULL DEFAULT '';

DROP TRIGGER live_entry_stays;

CREATE TRIGGER live_entry_stays BEFORE DELETE ON live_entry
WHEN NOT EXISTS (
    SELECT 1 FROM live_room WHERE id = OLD.room AND (is_rehearsal = 1 OR visa <> '')
)
BEGIN
    SELECT RAISE(ABORT, 'the log is append-only');
END;
