package io.tradeline.decision.rpc;

import com.google.protobuf.Timestamp;
import com.google.type.Date;
import io.tradeline.decision.refusal.Refusals;
import java.time.DateTimeException;
import java.time.LocalDate;

/** Moments are whole milliseconds of the epoch in here, timestamps in the contracts. */
public final class Times {

    private Times() {}

    public static Timestamp timestamp(long epochMilli) {
        return Timestamp.newBuilder()
                .setSeconds(Math.floorDiv(epochMilli, 1000L))
                .setNanos((int) Math.floorMod(epochMilli, 1000L) * 1_000_000)
                .build();
    }

    public static long epochMilli(Timestamp timestamp) {
        return timestamp.getSeconds() * 1000 + timestamp.getNanos() / 1_000_000;
    }

    public static Date date(LocalDate day) {
        return Date.newBuilder()
                .setYear(day.getYear())
                .setMonth(day.getMonthValue())
                .setDay(day.getDayOfMonth())
                .build();
    }

    /**
     * A day that a request names.
     *
     * @throws io.grpc.StatusRuntimeException INVALID_ARGUMENT when there is no such day from 1900 to 2200
     */
    public static LocalDate requireDate(String field, Date date) {
        try {
            LocalDate day = LocalDate.of(date.getYear(), date.getMonth(), date.getDay());
            if (day.getYear() >= 1900 && day.getYear() <= 2200) {
                return day;
            }
        } catch (DateTimeException impossible) {
            // The refusal says all of it; a status takes no cause.
            throw refusal(field, date);
        }
        throw refusal(field, date);
    }

    private static RuntimeException refusal(String field, Date date) {
        return Refusals.invalid(
                field,
                date.getYear() + "-" + date.getMonth() + "-" + date.getDay() + " (expected: a day from 1900 to 2200)");
    }

    /** The UTC day of a moment, as days of the epoch. */
    public static int epochDay(long epochMilli) {
        return (int) Math.floorDiv(epochMilli, 86_400_000L);
    }
}
