-- What a batch writes to a table arrives as one parameter: an array of rows. Tables have a type of their own; these are for what is no whole row.

-- An account's exposure and the head of its log, as they were when a batch was worked out, and as they are to be. Null means: as it was.
CREATE TYPE exposure_change AS (
    account_id       text,
    facts_version    bigint,
    was_version      bigint,
    was_reserved     bigint,
    was_receivables  bigint,
    was_disputed     bigint,
    was_unapplied    bigint,
    was_book         bytea,
    was_habits       bytea,
    was_log_sequence bigint,
    was_log_hash     bytea,
    version          bigint,
    reserved         bigint,
    receivables      bigint,
    disputed         bigint,
    unapplied        bigint,
    book             bytea,
    habits           bytea,
    log_sequence     bigint,
    log_hash         bytea
);

CREATE TYPE facts_seen AS (
    account_id    text,
    facts_version bigint
);

CREATE TYPE account_place AS (
    account_id        text,
    parent_account_id text,
    credit_account_id text,
    facts_version     bigint,
    currency          text
);

-- Ends a transaction in which not every row was what it was taken for.
CREATE FUNCTION require_all(met bigint, expected bigint) RETURNS void LANGUAGE plpgsql AS $$
BEGIN
    IF met <> expected THEN
        RAISE EXCEPTION '% of % rows are what they were', met, expected USING ERRCODE = 'TL001';
    END IF;
END $$;

-- A change counts alike in each account from the ordering one up to the one that holds the credit: one entry stands for all of them.
ALTER TABLE ledger_entry
    ADD above_ids text[] COLLATE "C" NOT NULL DEFAULT '{}',
    ADD above_versions bigint[] NOT NULL DEFAULT '{}',
    ADD CHECK (cardinality(above_ids) = cardinality(above_versions)),
    -- Nothing reads by it, the audit adds up the whole table; a version is given once, under its row's condition.
    DROP CONSTRAINT ledger_entry_pkey;

-- Everything that happened in one transaction is one row.
ALTER TABLE event ALTER body TYPE bytea[] USING ARRAY[body];
ALTER TABLE event RENAME body TO bodies;
ALTER TABLE event ALTER bodies SET STATISTICS 0;
