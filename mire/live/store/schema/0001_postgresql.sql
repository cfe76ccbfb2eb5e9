-- Live tables on PostgreSQL. The box has one partition per ballot, dropped at closing.
CREATE TABLE live_room (
    id BIGINT NOT NULL PRIMARY KEY,
    code TEXT NOT NULL UNIQUE,
    console BYTEA NOT NULL,
    projector BYTEA NOT NULL,
    head BIGINT NOT NULL
);

CREATE TABLE live_entry (
    room BIGINT NOT NULL REFERENCES live_room (id),
    seq BIGINT NOT NULL,
    id TEXT NOT NULL,
    activity TEXT NOT NULL,
    kind TEXT NOT NULL,
    author TEXT,
    medium TEXT,
    body TEXT NOT NULL,
    at TEXT NOT NULL,
    PRIMARY KEY (room, seq),
    UNIQUE (room, id)
);

CREATE FUNCTION live_entry_keeps() RETURNS trigger LANGUAGE plpgsql AS $$
BEGIN
    IF TG_OP = 'UPDATE' AND NEW.kind = 'entry.stub' AND NEW.body = '{}' AND NEW.author IS NULL
       AND NEW.room = OLD.room AND NEW.seq = OLD.seq AND NEW.id = OLD.id
       AND NEW.activity = OLD.activity AND NEW.at = OLD.at AND position('.' IN OLD.kind) = 0
    THEN
        RETURN NEW;
    END IF;
    RAISE EXCEPTION 'the log is append-only';
END
$$;

CREATE TRIGGER live_entry_keeps BEFORE UPDATE OR DELETE ON live_entry
FOR EACH ROW EXECUTE FUNCTION live_entry_keeps();

CREATE TRIGGER live_entry_stays BEFORE TRUNCATE ON live_entry
FOR EACH STATEMENT EXECUTE FUNCTION live_entry_keeps();

CREATE TABLE live_seat (
    room BIGINT NOT NULL,
    seat BYTEA NOT NULL,
    PRIMARY KEY (room, seat)
);

CREATE TABLE live_key (
    room BIGINT NOT NULL,
    activity TEXT NOT NULL,
    key BYTEA NOT NULL,
    PRIMARY KEY (room, activity)
);

CREATE TABLE live_box (
    ballot TEXT NOT NULL,
    author BYTEA NOT NULL,
    revision BIGINT NOT NULL,
    receipt BYTEA NOT NULL,
    medium TEXT NOT NULL,
    body TEXT NOT NULL,
    PRIMARY KEY (ballot, author)
) PARTITION BY LIST (ballot);

CREATE TABLE live_receipt (
    room BIGINT NOT NULL,
    activity TEXT NOT NULL,
    receipt BYTEA NOT NULL,
    PRIMARY KEY (room, activity, receipt)
);

-- PostgreSQL samples values into its statistics, which outlive the rows: not of these.
ALTER TABLE live_key ALTER key SET STATISTICS 0;
ALTER TABLE live_box ALTER author SET STATISTICS 0, ALTER receipt SET STATISTICS 0,
    ALTER body SET STATISTICS 0;
ALTER TABLE live_seat ALTER seat SET STATISTICS 0;
ALTER TABLE live_receipt ALTER receipt SET STATISTICS 0;
ALTER TABLE live_entry ALTER body SET STATISTICS 0;
