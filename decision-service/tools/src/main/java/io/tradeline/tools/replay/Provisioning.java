package io.tradeline.tools.replay;

import com.google.type.Date;
import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountStatus;
import io.tradeline.proto.accounts.v1.Buyer;
import io.tradeline.proto.accounts.v1.CreditMode;
import java.time.LocalDate;
import java.time.ZoneOffset;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;

/** The customers of an order file as accounts: active, with one buyer, in segments by what they order. */
final class Provisioning {
    /** The person who places every order. */
    static final String BUYER = "buyer";

    private static final String TIME_ZONE = "Europe/London";

    private final ReplayNames names;
    private final LimitPolicy limits;

    Provisioning(ReplayNames names, LimitPolicy limits) {
        this.names = names;
        this.limits = limits;
    }

    /** One account for each customer, those with the largest volume first; the same file gives the same accounts. */
    List<Account> accounts(List<PastOrder> orders) {
        Map<String, Customer> customers = new LinkedHashMap<>();
        for (PastOrder order : orders) {
            customers
                    .computeIfAbsent(order.customerId(), id -> new Customer(id, order))
                    .ordered(order);
        }
        List<Customer> ranked = new ArrayList<>(customers.values());
        ranked.sort(Comparator.comparingLong((Customer customer) -> customer.volumeMinor)
                .reversed()
                .thenComparing(customer -> customer.id));
        List<Account> accounts = new ArrayList<>();
        for (int rank = 0; rank < ranked.size(); rank++) {
            accounts.add(account(ranked.get(rank), Segments.of(rank, ranked.size())));
        }
        return accounts;
    }

    private Account account(Customer customer, String segment) {
        LocalDate since = LocalDate.ofInstant(customer.first.placedAt(), ZoneOffset.UTC);
        Account.Builder account = Account.newBuilder()
                .setAccountId(names.account(customer.id))
                .setVersion(1)
                .setStatus(AccountStatus.ACCOUNT_STATUS_ACTIVE)
                .setCreditMode(CreditMode.CREDIT_MODE_OWN)
                .setCurrencyCode(CustomerTimeline.CURRENCY)
                .setSegment(segment)
                .setCountryCode(Countries.code(customer.first.country()))
                .setTimeZone(TIME_ZONE)
                .addBuyers(Buyer.newBuilder().setBuyerId(BUYER).addRoles("buyer"))
                .setCustomerSince(Date.newBuilder()
                        .setYear(since.getYear())
                        .setMonth(since.getMonthValue())
                        .setDay(since.getDayOfMonth()));
        limits.limitFor(customer.volumeMinor).ifPresent(account::setCreditLimit);
        return account.build();
    }

    private static final class Customer {
        private final String id;
        private final PastOrder first;
        private long volumeMinor;

        Customer(String id, PastOrder first) {
            this.id = id;
            this.first = first;
        }

        void ordered(PastOrder order) {
            if (!order.isCancellation()) {
                volumeMinor = Math.addExact(volumeMinor, order.totalMinor());
            }
        }
    }
}
