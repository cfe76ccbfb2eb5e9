-- A meeting's log may leave once the archives have said so: under the reference of their visa.
ALTER TABLE live_room ADD COLUMN visa TEXT NOT NULL DEFAULT '';

CREATE OR REPLACE FUNCTION live_entry_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.kind = 'entry.stub' AND NEW.body = '{}' AND NEW.author IS NULL
       AND NEW.room = OLD.room AND NEW.seq = OLD.seq AND NEW.id = OLD.id
       AND NEW.activity = OLD.activity AND NEW.at = OLD.at AND position('.' IN OLD.kind) = 0
    THEN
        RETURN NEW;
    END IF;
    IF TG_OP = 'DELETE' THEN
        IF EXISTS (
            SELECT 1 FROM live_room WHERE id = OLD.room AND (is_rehearsal = 1 OR visa <> '')
        ) THEN
            RETURN OLD;
        END IF;
    END IF;
    RAISE EXCEPTION 'the log is append-only';
END
$$;
