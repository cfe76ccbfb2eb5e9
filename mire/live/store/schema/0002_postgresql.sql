-- Rehearsals can be thrown away whole, real meetings never; facilitators' notes.
ALTER TABLE live_room ADD COLUMN is_rehearsal INTEGER NOT NULL DEFAULT 0;

CREATE FUNCTION live_room_stays_real() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF NEW.is_rehearsal IS DISTINCT FROM OLD.is_rehearsal THEN
        RAISE EXCEPTION 'a meeting does not become a rehearsal';
    END IF;
    RETURN NEW;
END
$$;

CREATE TRIGGER live_room_stays_real BEFORE UPDATE ON live_room
FOR EACH ROW EXECUTE FUNCTION live_room_stays_real();

CREATE OR REPLACE FUNCTION live_entry_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.kind = 'entry.stub' AND NEW.body = '{}' AND NEW.author IS NULL
       AND NEW.room = OLD.room AND NEW.seq = OLD.seq AND NEW.id = OLD.id
       AND NEW.activity = OLD.activity AND NEW.at = OLD.at AND position('.' IN OLD.kind) = 0
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (SELECT 1 FROM live_room WHERE id = OLD.room AND is_rehearsal = 1) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the log is append-only';
END
$$;

CREATE TABLE live_note (
    room BIGINT NOT NULL,
    id TEXT NOT NULL,
    activity TEXT NOT NULL,
    at TEXT NOT NULL,
    words TEXT NOT NULL,
    PRIMARY KEY (room, id)
);

ALTER TABLE live_note ALTER words SET STATISTICS 0;
