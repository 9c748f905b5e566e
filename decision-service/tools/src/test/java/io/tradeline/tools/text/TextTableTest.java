package io.tradeline.tools.text;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import org.junit.jupiter.api.Test;

final class TextTableTest {
    @Test
    void alignsItsColumns() {
        TextTable table =
                TextTable.of("call", ">count", "").row("Authorize", "7", "x").row("Get", "1,250", "");

        assertThat(table.lines("  "))
                .containsExactly("  call       count", "  Authorize      7  x", "  Get        1,250");
    }

    @Test
    void hasNoHeadingLineWithoutHeadings() {
        assertThat(TextTable.of("", ">").row("a", "b").lines("")).containsExactly("a  b");
    }

    @Test
    void everyColumnNeedsACell() {
        TextTable table = TextTable.of("a", "b");

        assertThatThrownBy(() -> table.row("1")).hasMessage("cells: 1 (expected: 2)");
    }
}
