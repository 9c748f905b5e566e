package io.tradeline.tools.text;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;

final class AmountsTest {
    @Test
    void money() {
        assertThat(Amounts.money("EUR", 125_000)).isEqualTo("1,250.00 EUR");
        assertThat(Amounts.money("JPY", 125_000)).isEqualTo("125,000 JPY");
        assertThat(Amounts.money("GBP", -5)).isEqualTo("-0.05 GBP");
        assertThat(Amounts.money("XXY", 5)).isEqualTo("5 minor units of XXY");
        assertThat(Amounts.money("", 5)).isEqualTo("5 minor units of no currency");
        assertThat(Amounts.figure("EUR", Long.MAX_VALUE)).isEqualTo("92,233,720,368,547,758.07");
    }

    @Test
    void countsAndShares() {
        assertThat(Amounts.share(8_400)).isEqualTo("84.0 %");
        assertThat(Amounts.share(1, 3)).isEqualTo("33.3 %");
        assertThat(Amounts.share(0, 0)).isEqualTo("-");
        assertThat(Amounts.counted(1, "order")).isEqualTo("1 order");
        assertThat(Amounts.counted(19_213, "order")).isEqualTo("19,213 orders");
    }

    @Test
    void json() {
        record Point(int x, double y) {}

        assertThat(Json.print(new Point(1, 0.5))).isEqualTo("{\n  \"x\": 1,\n  \"y\": 0.5\n}");
    }
}
