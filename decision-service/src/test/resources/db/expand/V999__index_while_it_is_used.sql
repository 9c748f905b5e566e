DROP INDEX CONCURRENTLY IF EXISTS request_grown;
CREATE INDEX CONCURRENTLY request_grown ON request (grown_default) WHERE grown_default <> 7;
