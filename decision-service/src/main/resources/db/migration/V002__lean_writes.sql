-- What every order writes carries only the indexes that something reads by.

-- Authorizations are found by their id; only the audit goes through all of an account's, and it reads the whole table.
DROP INDEX order_authorization_account;

-- Orders that were simply approved are so many that the order of ids finds them as quickly as an index would.
DROP INDEX decision_outcome;
CREATE INDEX decision_outcome ON decision (outcome, decision_id) WHERE outcome <> 1;

-- Nobody searches by a payload: statistics about them would only be collected again and again, by reading them all.
ALTER TABLE account ALTER book SET STATISTICS 0, ALTER habits SET STATISTICS 0, ALTER log_hash SET STATISTICS 0;
ALTER TABLE account_facts ALTER content SET STATISTICS 0, ALTER content_hash SET STATISTICS 0;
ALTER TABLE decision ALTER facts SET STATISTICS 0, ALTER body SET STATISTICS 0, ALTER previous_hash SET STATISTICS 0, ALTER log_hash SET STATISTICS 0;
ALTER TABLE request ALTER body_hash SET STATISTICS 0, ALTER response SET STATISTICS 0;
ALTER TABLE order_authorization ALTER terms SET STATISTICS 0;
ALTER TABLE posting ALTER body_hash SET STATISTICS 0, ALTER body SET STATISTICS 0, ALTER result SET STATISTICS 0;
ALTER TABLE event ALTER body SET STATISTICS 0;
