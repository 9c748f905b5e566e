-- What a later version may do to a schema while this one is serving, after all of its tables have grown: for tests.
CREATE TABLE grown (id bigint PRIMARY KEY);
CREATE TYPE new_grown AS (id bigint);
ALTER TABLE order_authorization ADD CONSTRAINT grown_check CHECK (grown_default > 0) NOT VALID;
