package io.tradeline.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.proto.accounts.v1.AccountStatus;
import io.tradeline.proto.accounts.v1.CreditMode;
import java.util.List;
import org.junit.jupiter.api.Test;

final class ProvisioningTest {
    @Test
    void oneActiveAccountForEachCustomerTheLargestFirst() {
        OrderRows rows = Orders.rows(
                Orders.order("1", "2009-12-01T07:45:00Z", "small", 100),
                Orders.order("2", "2009-12-02T07:45:00Z", "large", 9_000_000),
                Orders.order("C3", "2009-12-03T07:45:00Z", "large", -8_999_999),
                Orders.order("4", "2009-12-04T07:45:00Z", "small", 100));

        List<Account> accounts =
                new Provisioning(new ReplayNames("run"), LimitPolicy.parse("generous")).accounts(rows.orders());

        assertThat(accounts).extracting(Account::getAccountId).containsExactly("run.large", "run.small");
        Account large = accounts.get(0);
        assertThat(large.getStatus()).isEqualTo(AccountStatus.ACCOUNT_STATUS_ACTIVE);
        assertThat(large.getCreditMode()).isEqualTo(CreditMode.CREDIT_MODE_OWN);
        assertThat(large.getCurrencyCode()).isEqualTo("GBP");
        assertThat(large.getCountryCode()).isEqualTo("GB");
        assertThat(large.getCreditLimit().getSoftLimitMinor()).isEqualTo(18_000_000);
        assertThat(large.getCustomerSince().getDay()).isEqualTo(2);
        assertThat(large.getBuyers(0).getBuyerId()).isEqualTo(Provisioning.BUYER);
        assertThat(large.getVersion()).isEqualTo(1);
    }

    @Test
    void segmentsByVolume() {
        assertThat(Segments.of(0, 1)).isEqualTo("key-account");
        assertThat(Segments.of(9, 1_000)).isEqualTo("key-account");
        assertThat(Segments.of(10, 1_000)).isEqualTo("standard");
        assertThat(Segments.of(199, 1_000)).isEqualTo("standard");
        assertThat(Segments.of(200, 1_000)).isEqualTo("small");
    }
}
