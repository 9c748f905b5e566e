ALTER TABLE order_authorization VALIDATE CONSTRAINT grown_check;
