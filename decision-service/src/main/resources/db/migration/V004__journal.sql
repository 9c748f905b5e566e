-- What a transaction did to exposures, and what it has to tell, is written together and read together: one row.
CREATE TYPE exposure_entry AS (
    account_id        text,
    exposure_version  bigint,
    kind              smallint,
    subject           text,
    reserved_delta    bigint,
    receivables_delta bigint,
    disputed_delta    bigint,
    unapplied_delta   bigint,
    occurred_at       timestamptz,
    above_ids         text[],
    above_versions    bigint[]
);

-- Every change of every exposure, and all that happened. The sum of the entries is the exposure. The transaction id tells a reader up to where no earlier row can still
-- appear.
CREATE TABLE journal (
    journal_id     bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    transaction_id xid8 NOT NULL DEFAULT pg_current_xact_id(),
    entries        exposure_entry[] NOT NULL DEFAULT '{}',
    events         bytea[] NOT NULL DEFAULT '{}'
);
-- Ids and hashes don't get smaller for trying; nobody searches by a payload.
ALTER TABLE journal
    ALTER entries SET STORAGE EXTERNAL, ALTER entries SET STATISTICS 0,
    ALTER events SET STORAGE EXTERNAL, ALTER events SET STATISTICS 0;

INSERT INTO journal (entries)
SELECT array_agg(ROW(account_id, exposure_version, kind, subject, reserved_delta, receivables_delta, disputed_delta, unapplied_delta, occurred_at,
                     above_ids, above_versions)::exposure_entry)
FROM (SELECT *, (row_number() OVER () - 1) / 100 AS portion FROM ledger_entry) entry
GROUP BY portion;

INSERT INTO journal (transaction_id, events) SELECT transaction_id, bodies FROM event ORDER BY event_id;

DROP TABLE ledger_entry, event;
