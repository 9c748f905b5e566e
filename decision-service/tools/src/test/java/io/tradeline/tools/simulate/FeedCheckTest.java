package io.tradeline.tools.simulate;

import static org.assertj.core.api.Assertions.assertThatCode;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.proto.feed.v1.Event;
import java.util.List;
import org.junit.jupiter.api.Test;

final class FeedCheckTest {
    private static final Event FIRST = event("a", "1");
    private static final Event SECOND = event("a", "2");
    private static final Event OTHER = event("b", "1");

    @Test
    void whatDependsOnEachOtherIsInOrder() {
        Event told = FIRST.toBuilder().setAuthorizationId("1").build();

        assertThatCode(() -> FeedCheck.check(List.of(FIRST, SECOND, OTHER), List.of(OTHER, told, SECOND)))
                .doesNotThrowAnyException();
    }

    @Test
    void anEventThatIsMissing() {
        assertThatThrownBy(() -> FeedCheck.check(List.of(FIRST, SECOND, OTHER), List.of(FIRST, OTHER)))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("account a")
                .hasMessageContaining("has nothing as its event 2");
    }

    @Test
    void anEventTwice() {
        assertThatThrownBy(() -> FeedCheck.check(List.of(FIRST, OTHER), List.of(FIRST, OTHER, OTHER)))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("account b")
                .hasMessageContaining("expected: nothing");
    }

    @Test
    void theWrongOrder() {
        assertThatThrownBy(() -> FeedCheck.check(List.of(FIRST, SECOND), List.of(SECOND, FIRST)))
                .isInstanceOf(Violation.class)
                .hasMessageContaining("as its event 1");
    }

    private static Event event(String account, String subject) {
        return Event.newBuilder()
                .setKind(Event.Kind.KIND_DECIDED)
                .setAccountId(account)
                .setSubject(subject)
                .build();
    }
}
