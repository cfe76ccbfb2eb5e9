-- Which tables' files still hold what was deleted: written with the deletion, taken away once the
-- files are clean, so that a process that dies in between leaves word to the next.
CREATE TABLE live_unclean (
    id BIGINT GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    name TEXT NOT NULL
);

-- Always empty. A row deleted here stays in its file for as long as anybody may still see what was
-- there before: that, and nothing else that an ordinary account may ask, tells whether a table that
-- is written anew is written without its deleted rows.
CREATE TABLE live_probe (
    id INTEGER NOT NULL
);

-- What the versions before this one may have left.
INSERT INTO live_unclean (name) VALUES
    ('live_entry'), ('live_key'), ('live_note'), ('live_pledge'), ('live_receipt'), ('live_seat');
