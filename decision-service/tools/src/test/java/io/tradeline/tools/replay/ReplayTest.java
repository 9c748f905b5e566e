package io.tradeline.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.proto.accounts.v1.Account;
import io.tradeline.tools.CommandException;
import io.tradeline.tools.ExitCodes;
import io.tradeline.tools.client.FakeDecisionService;
import io.tradeline.tools.client.ServiceClient;
import io.tradeline.tools.text.Ink;
import java.io.OutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import org.junit.jupiter.api.Test;

final class ReplayTest {
    private static final ReplayNames NAMES = new ReplayNames("test");

    @Test
    void replaysEverythingInOrder() throws Exception {
        try (FakeDecisionService service = FakeDecisionService.start(Long.MAX_VALUE / 2)) {
            OrderRows rows = Orders.year(40, 4_000);

            ReplayReport report = replay(service, rows, "late:30", 64);

            assertThat(service.violations()).isEmpty();
            assertThat(report.failures().count()).isZero();
            long cancellations =
                    rows.orders().stream().filter(PastOrder::isCancellation).count();
            assertThat(report.rows().orders() + report.rows().cancellations()).isEqualTo(4_000);
            assertThat(report.creditNotes()).isEqualTo(cancellations);
            assertThat(report.captures()).isEqualTo(4_000 - cancellations);
            assertThat(report.outcomes())
                    .containsExactly(new ReplayReport.OutcomeLine(
                            "APPROVED",
                            4_000 - cancellations,
                            rows.orders().stream()
                                    .filter(order -> !order.isCancellation())
                                    .mapToLong(PastOrder::totalMinor)
                                    .sum()));
            assertThat(report.accountsCreated()).isEqualTo(40);
            assertThat(report.openMinor())
                    .isEqualTo(service.accounts().keySet().stream()
                            .mapToLong(service::openMinor)
                            .sum())
                    .isPositive();
            assertThat(report.peaks().totalMinor())
                    .isGreaterThan(report.peaks().accounts().get(0).exposureMinor());
            assertThat(report.authorize().count()).isEqualTo(4_000 - cancellations);
            assertThat(service.accounts().values())
                    .extracting(Account::getCountryCode)
                    .containsOnly("IE");
            assertThat(service.largestPostingCall()).isBetween(2, 500);
        }
    }

    @Test
    void theSecondRunGetsTheFirstAnswers() throws Exception {
        try (FakeDecisionService service = FakeDecisionService.start(20_000)) {
            OrderRows rows = Orders.year(5, 300);
            ReplayReport first = replay(service, rows, "on-time", 8);
            int effects = service.effects();

            ReplayReport second = replay(service, rows, "on-time", 3);

            assertThat(service.effects()).isEqualTo(effects);
            assertThat(second.answers()).isEqualTo(first.answers());
            assertThat(second.outcomes()).isEqualTo(first.outcomes()).hasSize(2);
            assertThat(second.reasons()).isEqualTo(first.reasons());
            assertThat(second.peaks()).isEqualTo(first.peaks());
            assertThat(second.accountsCreated()).isZero();
            assertThat(service.violations()).isEmpty();
            assertThat(first.reasons())
                    .extracting(ReplayReport.ReasonLine::reason)
                    .containsExactly("OVER_LIMIT");
        }
    }

    @Test
    void aShortAbsenceOfTheDatabaseChangesNothing() throws Exception {
        try (FakeDecisionService service = FakeDecisionService.start(Long.MAX_VALUE / 2)) {
            service.failNext(12);

            ReplayReport report = replay(service, Orders.year(4, 100), "on-time", 4);

            assertThat(report.failures().count()).isZero();
            assertThat(service.violations()).isEmpty();
            assertThat(report.rows().orders() + report.rows().cancellations()).isEqualTo(100);
        }
    }

    @Test
    void endsWhenTheServiceIsGone() throws Exception {
        FakeDecisionService service = FakeDecisionService.start(1);
        service.close();

        assertThatThrownBy(() -> replay(service, Orders.year(4, 100), "on-time", 4))
                .isInstanceOfSatisfying(
                        CommandException.class,
                        failure -> assertThat(failure.exitCode()).isEqualTo(ExitCodes.ENVIRONMENT))
                .hasMessageStartingWith("no decision service at ");
    }

    @Test
    void anEmptyFile() throws Exception {
        try (FakeDecisionService service = FakeDecisionService.start(1)) {
            ReplayReport report = replay(service, Orders.rows(), "on-time", 4);

            assertThat(report.outcomes()).isEmpty();
            assertThat(new ReplayText(Ink.PLAIN).render(report)).isNotEmpty();
        }
    }

    @Test
    void inFlightHasBounds() {
        assertThatThrownBy(() -> plan(Orders.rows(), "on-time", 0)).hasMessage("--in-flight: 0 (expected: 1 to 1024)");
    }

    private static ReplayReport replay(FakeDecisionService service, OrderRows rows, String pay, int inFlight) {
        Progress silent = new Progress(
                new PrintStream(OutputStream.nullOutputStream(), true, StandardCharsets.UTF_8), false, () -> 0);
        try (ServiceClient client = ServiceClient.of(service.target(), () -> FakeDecisionService.TOKEN)) {
            return new Replay(client, plan(rows, pay, inFlight), silent).run();
        }
    }

    private static ReplayPlan plan(OrderRows rows, String pay, int inFlight) {
        return new ReplayPlan(
                rows, NAMES, LimitPolicy.parse("segment"), PaymentHabit.parse(pay, 42), Pace.parse("max"), inFlight);
    }
}
