package io.tradeline.rules.release;

import io.tradeline.rules.policy.Parameter;
import io.tradeline.rules.policy.Parameters;
import io.tradeline.rules.policy.Unit;
import java.util.List;

/** Parameters that the facts and the resolution read themselves; each release has them, whatever its rules are. */
final class KernelParameters {

    private static final List<Need> NEEDS = List.of(
            new Need("limit", Unit.AMOUNT, "segment", true),
            new Need("hard-cap", Unit.PERCENT, "", true),
            new Need("tolerance", Unit.PERCENT, "", true),
            new Need("probation-limit", Unit.PERCENT, "", true),
            new Need("grace-days", Unit.DAYS, "segment", true),
            new Need("authority", Unit.AMOUNT, "role", false),
            new Need("velocity-samples", Unit.COUNT, "", true),
            new Need("approver", Unit.WORD, "", true),
            new Need("tier-terms", Unit.TERMS, "tier", false),
            new Need("industry-terms", Unit.TERMS, "industry", false),
            new Need("segment-terms", Unit.TERMS, "segment", false),
            new Need("prepayment-terms", Unit.TERMS, "", true),
            new Need("business-day-calendar", Unit.WORD, "", true),
            new Need("business-day-adjustment", Unit.WORD, "", true));

    private KernelParameters() {}

    static void check(Parameters parameters, Problems problems) {
        for (Need need : NEEDS) {
            Parameter parameter = parameters.find(need.key);
            if (parameter == null) {
                problems.add("parameter: " + need.key + " is missing (expected: " + need + ")");
            } else if (parameter.unit() != need.unit
                    || !parameter.by().equals(need.by)
                    || (need.single && parameter.value() == null)) {
                problems.add("parameter: " + need.key + " (expected: " + need + ")");
            }
        }
    }

    private record Need(String key, Unit unit, String by, boolean single) {

        @Override
        public String toString() {
            return "unit " + unit.word()
                    + (by.isEmpty() ? "" : " by " + by + (single ? " with a value for all others" : ""));
        }
    }
}
