-- What a team writes by hand when it has a database and an afternoon: one function, one round trip, one durable commit for each order.

CREATE TABLE account (
    account_id text PRIMARY KEY,
    parent_id text REFERENCES account,
    credit_limit_minor bigint NOT NULL,
    order_limit_minor bigint NOT NULL,
    exposure_minor bigint NOT NULL DEFAULT 0
) WITH (fillfactor = 50);

CREATE TABLE decision (
    request_id text PRIMARY KEY,
    account_id text NOT NULL,
    amount_minor bigint NOT NULL,
    outcome text NOT NULL,
    decided_at timestamptz NOT NULL DEFAULT clock_timestamp()
);

CREATE TABLE ledger (
    entry_id bigint GENERATED ALWAYS AS IDENTITY PRIMARY KEY,
    request_id text NOT NULL,
    account_id text NOT NULL,
    amount_minor bigint NOT NULL
);

CREATE FUNCTION authorize_order(p_request text, p_account text, p_amount bigint) RETURNS text
LANGUAGE plpgsql AS $$
DECLARE
    v_parent text;
    v_outcome text := 'APPROVED';
    v_node record;
BEGIN
    SELECT parent_id INTO v_parent FROM account WHERE account_id = p_account;
    IF NOT FOUND THEN
        RAISE EXCEPTION 'account: % (expected: a known one)', p_account;
    END IF;
    -- In the order of the ids, so that two orders of one company never wait for each other.
    FOR v_node IN
        SELECT account_id, credit_limit_minor, order_limit_minor, exposure_minor
        FROM account WHERE account_id IN (p_account, v_parent) ORDER BY account_id FOR UPDATE
    LOOP
        IF v_node.exposure_minor + p_amount > v_node.credit_limit_minor THEN
            v_outcome := 'DECLINED';
        ELSIF p_amount > v_node.order_limit_minor AND v_outcome = 'APPROVED' THEN
            v_outcome := 'APPROVAL_REQUIRED';
        END IF;
    END LOOP;
    -- Under the lock: a repetition finds the first answer.
    INSERT INTO decision (request_id, account_id, amount_minor, outcome)
    VALUES (p_request, p_account, p_amount, v_outcome) ON CONFLICT (request_id) DO NOTHING;
    IF NOT FOUND THEN
        SELECT outcome INTO v_outcome FROM decision WHERE request_id = p_request;
        RETURN v_outcome;
    END IF;
    IF v_outcome = 'APPROVED' THEN
        INSERT INTO ledger (request_id, account_id, amount_minor)
        SELECT p_request, account_id, p_amount FROM account WHERE account_id IN (p_account, v_parent);
        UPDATE account SET exposure_minor = exposure_minor + p_amount WHERE account_id IN (p_account, v_parent);
    END IF;
    RETURN v_outcome;
END;
$$;
