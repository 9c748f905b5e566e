-- The running recount: what the journal adds up to, kept beside the accounts' rows and compared with them. Written by one instance at a time, after the commits that it is about and apart from them.

-- Who is at it, and how far it has come with comparing. Whatever it writes, it writes under this row's lock while it holds it.
CREATE TABLE recount_turn (
    single           boolean PRIMARY KEY DEFAULT true CHECK (single),
    held_by          text NOT NULL,
    held_until       timestamptz NOT NULL,
    compare_from     text COLLATE "C" NOT NULL,
    compared_at      timestamptz NOT NULL,
    pass_ended_at    timestamptz
) WITH (fillfactor = 20);
INSERT INTO recount_turn (held_by, held_until, compare_from, compared_at) VALUES ('', now(), '', now());

-- A count of the journal from its beginning on. Rows up to the id are counted, but for ids that the feed still waits for. One that has come to the end goes on with what is new, until a later one has come there too.
CREATE TABLE recount_walk (
    walk_id         bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    counted_through bigint NOT NULL,
    open_from       bigint[] NOT NULL,
    open_to         bigint[] NOT NULL,
    began_at        timestamptz NOT NULL,
    completed_at    timestamptz
) WITH (fillfactor = 20);

-- What the entries that a walk has counted come to. Changes with the walk, in one transaction.
CREATE TABLE recount_sum (
    walk_id           bigint NOT NULL,
    account_id        text COLLATE "C" NOT NULL,
    reserved_minor    bigint NOT NULL,
    receivables_minor bigint NOT NULL,
    disputed_minor    bigint NOT NULL,
    unapplied_minor   bigint NOT NULL,
    latest_version    bigint NOT NULL,
    PRIMARY KEY (walk_id, account_id)
) WITH (fillfactor = 70);

-- Accounts whose rows are not what the journal comes to, as they were when they were last compared.
CREATE TABLE recount_drift (
    account_id                text COLLATE "C" PRIMARY KEY,
    kind                      smallint NOT NULL,
    found_at                  timestamptz NOT NULL,
    compared_at               timestamptz NOT NULL,
    exposure_version          bigint NOT NULL,
    reserved_minor            bigint NOT NULL,
    receivables_minor         bigint NOT NULL,
    disputed_minor            bigint NOT NULL,
    unapplied_minor           bigint NOT NULL,
    journal_version           bigint NOT NULL,
    journal_reserved_minor    bigint NOT NULL,
    journal_receivables_minor bigint NOT NULL,
    journal_disputed_minor    bigint NOT NULL,
    journal_unapplied_minor   bigint NOT NULL
);

-- Each exposure that was built anew: by whom, what it was, and what the journal and the orders and items came to. For ever.
CREATE TABLE recount_rebuild (
    account_id                text COLLATE "C" NOT NULL,
    exposure_version          bigint NOT NULL,
    rebuilt_at                timestamptz NOT NULL,
    rebuilt_by                text NOT NULL,
    before_version            bigint NOT NULL,
    before_reserved_minor     bigint NOT NULL,
    before_receivables_minor  bigint NOT NULL,
    before_disputed_minor     bigint NOT NULL,
    before_unapplied_minor    bigint NOT NULL,
    before_book               bytea NOT NULL,
    journal_reserved_minor    bigint NOT NULL,
    journal_receivables_minor bigint NOT NULL,
    journal_disputed_minor    bigint NOT NULL,
    journal_unapplied_minor   bigint NOT NULL,
    orders_reserved_minor     bigint NOT NULL,
    items_receivables_minor   bigint NOT NULL,
    items_disputed_minor      bigint NOT NULL,
    PRIMARY KEY (account_id, exposure_version)
);
