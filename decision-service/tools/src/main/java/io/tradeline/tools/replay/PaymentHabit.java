package io.tradeline.tools.replay;

import io.tradeline.tools.CommandException;
import java.time.LocalDate;
import java.util.SplittableRandom;

/** When customers pay: the same answer for the same invoice and seed, in every run. */
sealed interface PaymentHabit {

    /** The day on which an item that is due on a day is paid. */
    LocalDate paidOn(String documentId, LocalDate due);

    /** As {@code --pay} takes it. */
    static PaymentHabit parse(String text, long seed) {
        if (text.equals("on-time")) {
            return new OnTime();
        }
        if (text.matches("late:(100|[0-9]{1,2})")) {
            return new Late(Integer.parseInt(text.substring("late:".length())), seed);
        }
        throw CommandException.usage(
                "--pay: " + text + " (expected: on-time, or late:PERCENT from 0 to 100, for example late:20)");
    }

    /** Everything on its due day. */
    record OnTime() implements PaymentHabit {
        @Override
        public LocalDate paidOn(String documentId, LocalDate due) {
            return due;
        }

        @Override
        public String toString() {
            return "on-time";
        }
    }

    /** A share of the invoices 15 to 45 days late, the others on their due day. */
    record Late(int percent, long seed) implements PaymentHabit {
        private static final int LEAST_DAYS = 15;
        private static final int MOST_DAYS = 45;

        @Override
        public LocalDate paidOn(String documentId, LocalDate due) {
            SplittableRandom random = new SplittableRandom(seed * 0x9E3779B97F4A7C15L + documentId.hashCode());
            boolean late = random.nextInt(100) < percent;
            return late ? due.plusDays(random.nextInt(LEAST_DAYS, MOST_DAYS + 1)) : due;
        }

        @Override
        public String toString() {
            return "late:" + percent + ",seed=" + seed;
        }
    }
}
