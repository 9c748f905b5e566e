package io.tradeline.tools.launch;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import io.tradeline.tools.CommandException;
import org.junit.jupiter.api.Test;

class PortsTest {
    @Test
    void theOffsetMovesAll() {
        assertThat(Ports.offset(0)).isEqualTo(new Ports(7400, 7480, 7490, 7432, 7479));
        assertThat(Ports.offset(1000)).isEqualTo(new Ports(8400, 8480, 8490, 8432, 8479));
        assertThat(Ports.offset(1000).offset()).isEqualTo(1000);
    }

    @Test
    void theOffsetHasBounds() {
        assertThat(Ports.offset(58_045).adminHttp()).isEqualTo(65_535);
        for (int wrong : new int[] {-1, 58_046}) {
            assertThatExceptionOfType(CommandException.class)
                    .isThrownBy(() -> Ports.offset(wrong))
                    .withMessage("--port-offset: " + wrong + " (expected: 0 to 58045)");
        }
    }

    @Test
    void freePortsAreAnOffsetToo() {
        Ports free = Ports.free();
        assertThat(Ports.offset(free.offset())).isEqualTo(free);
    }
}
