package io.tradeline.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class CountriesTest {
    @ParameterizedTest
    @CsvSource({
        "United Kingdom,GB",
        "united kingdom,GB",
        "EIRE,IE",
        "USA,US",
        "RSA,ZA",
        "Korea,KR",
        "Netherlands,NL",
        "United Arab Emirates,AE",
        "Germany,DE"
    })
    void findsTheCode(String name, String code) {
        assertThat(Countries.code(name)).isEqualTo(code);
    }

    @Test
    void doesNotGuess() {
        assertThat(Countries.code("West Indies")).isEmpty();
        assertThat(Countries.code("Unspecified")).isEmpty();
        assertThat(Countries.code("")).isEmpty();
    }
}
