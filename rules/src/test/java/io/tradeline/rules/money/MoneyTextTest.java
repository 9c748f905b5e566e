package io.tradeline.rules.money;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.rules.properties.Seeds;
import java.util.List;
import org.junit.jupiter.api.Test;

class MoneyTextTest {

    @Test
    void readsWhatMoneyPrints() {
        Seeds.forAll(2_000, random -> {
            String currency = List.of("EUR", "JPY", "KWD").get(random.nextInt(3));
            Money money = new Money(currency, random.nextLong() >> (random.nextInt(40) + 10));
            assertThat(MoneyText.parse(money.toString())).isEqualTo(money);
        });
    }

    @Test
    void theCurrencyMayBeLeftOutWhereItIsKnown() {
        assertThat(MoneyText.parse("1,234.50", "EUR")).isEqualTo(new Money("EUR", 123_450));
        assertThat(MoneyText.parse("1234.5 EUR", "EUR")).isEqualTo(new Money("EUR", 123_450));
        assertThatThrownBy(() -> MoneyText.parse("1 GBP", "EUR")).hasMessage("\"1 GBP\" (expected: an amount in EUR)");
    }

    @Test
    void saysWhatIsWrong() {
        assertThatThrownBy(() -> MoneyText.parse("12,34 EUR"))
                .hasMessage("\"12,34 EUR\" (expected: an amount such as 1,234.50 EUR)");
        assertThatThrownBy(() -> MoneyText.parse("1.5 JPY"))
                .hasMessage("\"1.5 JPY\" (expected: at most 0 decimals, and no more than a long holds)");
        assertThatThrownBy(() -> MoneyText.parse("1 XQX")).hasMessage("currency: XQX (expected: an ISO 4217 code)");
    }
}
