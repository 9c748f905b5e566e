package io.tradeline.tools.start.demo;

import io.tradeline.proto.accounts.v1.AccountStatus;
import java.util.List;

/**
 * One made-up customer company.
 *
 * @param number its place among the companies, from 0
 * @param id account id of its head
 * @param country ISO 3166-1 alpha-2
 * @param zone IANA time zone
 * @param currency ISO 4217
 * @param places where its branches are; one branch each
 */
record DemoCompany(
        int number,
        String id,
        AccountStatus status,
        Size size,
        String industry,
        String tier,
        String country,
        String zone,
        String currency,
        List<String> places) {

    /** How large a customer it is; also its segment. */
    enum Size {
        KEY_ACCOUNT("key-account", 25_000_000),
        MID_MARKET("mid-market", 8_000_000),
        SMALL_BUSINESS("small-business", 1_500_000);

        private final String segment;
        private final long usualLimitMinor;

        Size(String segment, long usualLimitMinor) {
            this.segment = segment;
            this.usualLimitMinor = usualLimitMinor;
        }

        String segment() {
            return segment;
        }

        /** The credit limit that such a customer usually has, in minor units. */
        long usualLimitMinor() {
            return usualLimitMinor;
        }
    }

    /** Whether finance has set a limit, so that it may order. */
    boolean isCustomer() {
        return switch (status) {
            case ACCOUNT_STATUS_PROSPECT, ACCOUNT_STATUS_APPLIED, ACCOUNT_STATUS_IN_REVIEW -> false;
            default -> true;
        };
    }

    /** Its credit limit in minor units: the usual one of its size, somewhat more or less, in whole thousands of the currency. */
    long limitMinor() {
        long percent = 80 + number * 7L % 60;
        return size.usualLimitMinor() * percent / 100 / 100_000 * 100_000;
    }

    /** Account id of one of its branches. */
    String branchId(int branch) {
        return id + "." + places.get(branch);
    }
}
