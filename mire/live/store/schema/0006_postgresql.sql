-- Months later, who committed says what was kept: JSON, by the offers' numbers ("": nothing said).
ALTER TABLE live_pledge ADD COLUMN kept TEXT NOT NULL DEFAULT '';
