ALTER TABLE in_use ADD COLUMN more text;
