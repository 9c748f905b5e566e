-- A new order is written once, with the decision that opens it. It gets a row of its own with its next step.
ALTER TABLE decision
    -- What the order reserves, in the account's currency; 0 when it waits for a person; null when the decision opened no order.
    ADD credit_reserved_minor bigint,
    ADD reserved_until timestamptz,
    ADD decided_on integer,
    ADD simulated boolean;

-- Lapsed reservations are looked for in the accounts whose calendars have any.
DROP INDEX order_authorization_lapse;
CREATE INDEX order_authorization_reserved ON order_authorization (account_id) WHERE state = 3;

-- One condition in the place of four: PostgreSQL prepares each of them anew for every statement.
ALTER TABLE account
    DROP CONSTRAINT account_reserved_minor_check,
    DROP CONSTRAINT account_receivables_minor_check,
    DROP CONSTRAINT account_disputed_minor_check,
    DROP CONSTRAINT account_unapplied_minor_check,
    ADD CONSTRAINT account_never_negative CHECK (least(reserved_minor, receivables_minor, disputed_minor, unapplied_minor) >= 0);

-- What only grows looks alike: its statistics are taken again when it has doubled, not with each tenth more.
ALTER TABLE request SET (autovacuum_analyze_scale_factor = 1);
ALTER TABLE journal SET (autovacuum_analyze_scale_factor = 1);
