CREATE TABLE in_use (id bigint PRIMARY KEY);
