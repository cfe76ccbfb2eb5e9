-- Cards that let one phone each join a meeting: the hash of what is printed on one, and whether it
-- has served. A meeting without a card lets anybody in who has its code. No time: nothing that can
-- be asked for says which seat a card gave, nor in which order.
CREATE TABLE live_join_card (
    room BIGINT NOT NULL,
    card BYTEA NOT NULL,
    is_used INTEGER NOT NULL DEFAULT 0,
    PRIMARY KEY (room, card)
);

ALTER TABLE live_join_card ALTER card SET STATISTICS 0;
