-- The decision service's ledger. Ids are compared byte by byte (COLLATE "C"), so that rows are locked in the same order everywhere.

-- One row for each account: whose facts are current, and its exposure. Every change of exposure happens under this row's lock.
CREATE TABLE account (
    account_id        text COLLATE "C" PRIMARY KEY,
    parent_account_id text COLLATE "C",
    -- The account that holds the credit which this one uses: the key by which the tables could be spread over machines.
    credit_account_id text COLLATE "C" NOT NULL,
    facts_version     bigint NOT NULL,
    currency          text NOT NULL,
    exposure_version  bigint NOT NULL DEFAULT 0,
    reserved_minor    bigint NOT NULL DEFAULT 0 CHECK (reserved_minor >= 0),
    receivables_minor bigint NOT NULL DEFAULT 0 CHECK (receivables_minor >= 0),
    disputed_minor    bigint NOT NULL DEFAULT 0 CHECK (disputed_minor >= 0),
    unapplied_minor   bigint NOT NULL DEFAULT 0 CHECK (unapplied_minor >= 0),
    -- When what falls due, lapses, was spent; see Book and Habits for their form.
    book              bytea NOT NULL DEFAULT '',
    habits            bytea NOT NULL DEFAULT '',
    -- The head of the account's decision log.
    log_sequence      bigint NOT NULL DEFAULT 0,
    log_hash          bytea NOT NULL DEFAULT ''
) WITH (fillfactor = 60);
CREATE INDEX account_parent ON account (parent_account_id) WHERE parent_account_id IS NOT NULL;

-- Every version of every account's facts, for ever: decisions refer to them.
CREATE TABLE account_facts (
    account_id    text COLLATE "C" NOT NULL,
    facts_version bigint NOT NULL,
    content       bytea NOT NULL,
    content_hash  bytea NOT NULL,
    stored_at     timestamptz NOT NULL,
    PRIMARY KEY (account_id, facts_version)
);

-- The first answer to every request with an effect, for ever. A new decision's answer stands in the decision itself.
CREATE TABLE request (
    request_id  text COLLATE "C" PRIMARY KEY,
    body_hash   bytea NOT NULL,
    decision_id uuid NOT NULL,
    response    bytea
);

-- The decision log. A decision's id is a UUIDv7 of its clock, so that the order of ids is the order of time and months are ranges of ids.
CREATE TABLE decision (
    decision_id       uuid PRIMARY KEY,
    account_id        text COLLATE "C" NOT NULL,
    credit_account_id text COLLATE "C" NOT NULL,
    outcome           smallint NOT NULL,
    facts             bytea NOT NULL,
    body              bytea NOT NULL,
    log_sequence      bigint NOT NULL,
    previous_hash     bytea NOT NULL,
    log_hash          bytea NOT NULL
) PARTITION BY RANGE (decision_id);
CREATE INDEX decision_account ON decision (account_id, decision_id);
CREATE INDEX decision_outcome ON decision (outcome, decision_id);

-- Where the retention of the decision log has cut: decisions before this moment are gone.
CREATE TABLE decision_retention (
    cut_before timestamptz PRIMARY KEY,
    cut_at     timestamptz NOT NULL
);

-- An order that holds credit, or waits for a person. "Minor" is in the order's currency, "credit_minor" in the account's.
CREATE TABLE order_authorization (
    authorization_id     uuid PRIMARY KEY,
    account_id           text COLLATE "C" NOT NULL,
    credit_account_id    text COLLATE "C" NOT NULL,
    state                smallint NOT NULL,
    currency             text NOT NULL,
    reserved_minor       bigint NOT NULL CHECK (reserved_minor >= 0),
    captured_minor       bigint NOT NULL CHECK (captured_minor >= 0),
    credit_reserved_minor bigint NOT NULL CHECK (credit_reserved_minor >= 0),
    credit_captured_minor bigint NOT NULL CHECK (credit_captured_minor >= 0),
    latest_decision_id   uuid NOT NULL,
    reserved_until       timestamptz,
    buyer_id             text NOT NULL,
    cost_centre_id       text NOT NULL,
    decided_on           integer NOT NULL,
    terms                bytea NOT NULL,
    simulated            boolean NOT NULL
) WITH (fillfactor = 80);
CREATE INDEX order_authorization_lapse ON order_authorization (reserved_until) WHERE state = 3 AND NOT simulated;
CREATE INDEX order_authorization_account ON order_authorization (account_id);

-- Every change of every exposure. Their sum is the exposure.
CREATE TABLE ledger_entry (
    account_id        text COLLATE "C" NOT NULL,
    exposure_version  bigint NOT NULL,
    kind              smallint NOT NULL,
    subject           text NOT NULL,
    reserved_delta    bigint NOT NULL,
    receivables_delta bigint NOT NULL,
    disputed_delta    bigint NOT NULL,
    unapplied_delta   bigint NOT NULL,
    occurred_at       timestamptz NOT NULL,
    PRIMARY KEY (account_id, exposure_version)
);

-- Open and settled items; an invoice in instalments has several parts.
CREATE TABLE receivable (
    account_id           text COLLATE "C" NOT NULL,
    document_id          text COLLATE "C" NOT NULL,
    part                 smallint NOT NULL,
    currency             text NOT NULL,
    amount_minor         bigint NOT NULL,
    open_minor           bigint NOT NULL CHECK (open_minor >= 0),
    credit_open_minor    bigint NOT NULL CHECK (credit_open_minor >= 0),
    disputed_minor       bigint NOT NULL CHECK (disputed_minor >= 0),
    credit_disputed_minor bigint NOT NULL CHECK (credit_disputed_minor >= 0),
    invoice_day          integer NOT NULL,
    due_day              integer NOT NULL,
    authorization_id     uuid,
    PRIMARY KEY (account_id, document_id, part)
) WITH (fillfactor = 80);
CREATE INDEX receivable_open ON receivable (account_id, due_day) WHERE open_minor > 0;

-- Every posting that took effect, with the answer that it got.
CREATE TABLE posting (
    posting_id  text COLLATE "C" PRIMARY KEY,
    account_id  text COLLATE "C" NOT NULL,
    body_hash   bytea NOT NULL,
    body        bytea NOT NULL,
    result      bytea NOT NULL,
    occurred_at timestamptz NOT NULL
);

-- What happened, written with its effect. The transaction id tells a reader up to where no earlier event can still appear.
CREATE TABLE event (
    event_id       bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    body           bytea NOT NULL
);

-- Releases of rules, which one decides, and who serves which.
CREATE TABLE release (
    digest       text PRIMARY KEY,
    files        bytea NOT NULL,
    summary      bytea NOT NULL,
    published_at timestamptz NOT NULL
);
CREATE INDEX release_published ON release (published_at DESC, digest);

CREATE TABLE activation (
    activation_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    digest        text NOT NULL REFERENCES release,
    activated_at  timestamptz NOT NULL,
    activated_by  text NOT NULL
);

CREATE TABLE replica (
    replica_id     text PRIMARY KEY,
    serving_digest text NOT NULL,
    reported_at    timestamptz NOT NULL
);
