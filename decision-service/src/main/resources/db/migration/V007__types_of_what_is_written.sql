-- Rows to be written had the types of their tables, so that a table could not get a column while instances that don't know it were writing. They have types of their own now: a table may
-- grow, and what writes to the new column does so by a new type.

CREATE TYPE new_request AS (
    request_id  text,
    body_hash   bytea,
    decision_id uuid,
    response    bytea
);

CREATE TYPE new_posting AS (
    posting_id  text,
    account_id  text,
    body_hash   bytea,
    body        bytea,
    result      bytea,
    occurred_at timestamptz
);

CREATE TYPE new_decision AS (
    decision_id           uuid,
    account_id            text,
    credit_account_id     text,
    outcome               smallint,
    facts                 bytea,
    body                  bytea,
    log_sequence          bigint,
    previous_hash         bytea,
    log_hash              bytea,
    credit_reserved_minor bigint,
    reserved_until        timestamptz,
    decided_on            integer,
    simulated             boolean
);

CREATE TYPE authorization_state AS (
    authorization_id      uuid,
    account_id            text,
    credit_account_id     text,
    state                 smallint,
    currency              text,
    reserved_minor        bigint,
    captured_minor        bigint,
    credit_reserved_minor bigint,
    credit_captured_minor bigint,
    latest_decision_id    uuid,
    reserved_until        timestamptz,
    buyer_id              text,
    cost_centre_id        text,
    decided_on            integer,
    terms                 bytea,
    simulated             boolean
);

CREATE TYPE receivable_state AS (
    account_id            text,
    document_id           text,
    part                  smallint,
    currency              text,
    amount_minor          bigint,
    open_minor            bigint,
    credit_open_minor     bigint,
    disputed_minor        bigint,
    credit_disputed_minor bigint,
    invoice_day           integer,
    due_day               integer,
    authorization_id      uuid
);

CREATE TYPE new_account_facts AS (
    account_id    text,
    facts_version bigint,
    content       bytea,
    content_hash  bytea,
    stored_at     timestamptz
);
