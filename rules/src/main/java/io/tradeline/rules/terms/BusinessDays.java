package io.tradeline.rules.terms;

import java.time.DayOfWeek;
import java.time.LocalDate;
import java.util.Set;

/** Which days payments are made on, and where a due date goes that falls on another. Days are business days except weekends and holidays. */
public final class BusinessDays {

    /** Where a due date goes that is no business day. */
    public enum Adjustment {
        /** It stays. */
        NONE,
        /** To the next business day. */
        FOLLOWING,
        /** To the next business day, or to the one before when that lies in the next month. */
        MODIFIED_FOLLOWING
    }

    private final Set<LocalDate> holidays;
    private final Adjustment adjustment;

    public BusinessDays(Set<LocalDate> holidays, Adjustment adjustment) {
        this.holidays = Set.copyOf(holidays);
        this.adjustment = adjustment;
    }

    public boolean isBusinessDay(LocalDate day) {
        return day.getDayOfWeek() != DayOfWeek.SATURDAY
                && day.getDayOfWeek() != DayOfWeek.SUNDAY
                && !holidays.contains(day);
    }

    /** The day, or the one that it moves to. */
    public LocalDate adjust(LocalDate day) {
        if (adjustment == Adjustment.NONE || isBusinessDay(day)) {
            return day;
        }
        LocalDate next = day.plusDays(1);
        while (!isBusinessDay(next)) {
            next = next.plusDays(1);
        }
        if (adjustment == Adjustment.FOLLOWING || next.getMonth() == day.getMonth()) {
            return next;
        }
        LocalDate before = day.minusDays(1);
        while (!isBusinessDay(before)) {
            before = before.minusDays(1);
        }
        return before;
    }
}
