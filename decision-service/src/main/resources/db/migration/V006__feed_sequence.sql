-- The feed's sequence: which event is the how-manieth. Written some times a second by one instance at a time, after the commits that it is about and apart from them.

-- Some journal rows and the sequences of their events, in this order: the events of the first row, those of the second, and so on. Blocks follow each other without a gap.
CREATE TABLE feed_block (
    last_sequence  bigint PRIMARY KEY,
    first_sequence bigint NOT NULL,
    journal_ids    bigint[] NOT NULL
);
ALTER TABLE feed_block ALTER journal_ids SET STATISTICS 0;
ALTER TABLE feed_block SET (autovacuum_analyze_scale_factor = 1);

-- How far that has come. Journal rows up to the id have their place, but for ids that were not there yet: a transaction may still commit them, as long as one is under way that was begun before its gap was seen.
CREATE TABLE feed_end (
    single          boolean PRIMARY KEY DEFAULT true CHECK (single),
    last_sequence   bigint NOT NULL,
    seen_through    bigint NOT NULL,
    gap_from        bigint[] NOT NULL,
    gap_to          bigint[] NOT NULL,
    gap_transaction bigint[] NOT NULL
) WITH (fillfactor = 20);
INSERT INTO feed_end (last_sequence, seen_through, gap_from, gap_to, gap_transaction) VALUES (0, 0, '{}', '{}', '{}');
