package io.tradeline.decision.ledger;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.tuple;

import io.tradeline.decision.audit.Audit;
import io.tradeline.decision.releases.CompiledOnce;
import io.tradeline.decision.server.Sample;
import io.tradeline.decision.server.ServiceFixture;
import io.tradeline.decision.server.TestAccounts;
import io.tradeline.proto.accounts.v1.CreditMode;
import io.tradeline.proto.decision.v1.CreditPosition;
import io.tradeline.proto.decision.v1.Decision;
import io.tradeline.proto.decision.v1.EvaluateRequest;
import io.tradeline.proto.decision.v1.Outcome;
import java.nio.file.Path;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** An instance decides on what it has itself committed last, as long as no other one works on the same accounts. */
class RememberedExposuresIT {

    private static final int ORDERS = 100;

    @TempDir
    static Path directory;

    static ServiceFixture fixture;

    private int sent;

    @BeforeAll
    static void start() throws Exception {
        fixture = ServiceFixture.start(directory);
    }

    @AfterAll
    static void stop() {
        fixture.close();
    }

    @Test
    void aloneItReadsEachAccountOnce() throws Exception {
        ServiceFixture.Instance alone = fixture.instance();
        hierarchy(alone, "alone");
        LedgerMeters meters = alone.server().ledger().meters();
        order(alone, "alone");

        for (int i = 0; i < ORDERS; i++) {
            order(alone, "alone");
        }

        assertThat(meters.rememberedExposures()).as("branch and head").isEqualTo(2 * ORDERS);
        assertThat(meters.movedOnCommands()).isZero();
        holds();
    }

    @Test
    void withAnotherOneOnTheSameAccountsItSoonGoesByTheCache() throws Exception {
        ServiceFixture.Instance one = fixture.instance();
        ServiceFixture.Instance other = fixture.instance();
        hierarchy(one, "both");
        LedgerMeters meters = one.server().ledger().meters();

        for (int i = 0; i < ORDERS; i++) {
            order(one, "both");
            order(other, "both");
        }
        long whileShared = meters.rememberedExposures();
        for (int i = 0; i < 2 * ORDERS; i++) {
            order(one, "both");
        }

        // Each time that it trusts its memory is followed by a doubt twice as long: 1 + 2 + 4 + ... batches.
        assertThat(whileShared).as("batches on memory, times branch and head").isBetween(2L, 2L * 7);
        assertThat(meters.rememberedExposures() - whileShared)
                .as("alone again, it trusts its memory again after 64 batches at most")
                .isGreaterThan(2L * ORDERS);
        holds();
    }

    @Test
    void aWhatIfWithoutACacheCountsWhatAnotherInstanceHasReserved() throws Exception {
        ServiceFixture.Instance one = fixture.instance();
        ServiceFixture.Instance other = fixture.instance();
        hierarchy(one, "what-if");
        order(one, "what-if");

        fixture.redis().stop();
        try {
            order(other, "what-if");
            Decision evaluated = one.decisions()
                    .evaluate(EvaluateRequest.newBuilder()
                            .setOrder(Sample.order("what-if-branch", 1_00))
                            .setClock(Sample.CLOCK)
                            .build())
                    .getDecision();

            assertThat(evaluated.getPositionsList())
                    .extracting(CreditPosition::getAccountId, CreditPosition::getExposureAfterMinor)
                    .containsExactly(tuple("what-if-branch", 3_00L), tuple("what-if", 3_00L));
        } finally {
            fixture.redis().restart();
        }
    }

    private void order(ServiceFixture.Instance instance, String head) {
        sent++;
        assertThat(instance.decisions()
                        .authorize(Sample.authorize(head + "-" + sent, Sample.order(head + "-branch", 1_00))
                                .build())
                        .getDecision()
                        .getOutcome())
                .isEqualTo(Outcome.OUTCOME_APPROVED);
    }

    private static void hierarchy(ServiceFixture.Instance instance, String head) {
        TestAccounts.store(
                instance,
                TestAccounts.active(head, "", CreditMode.CREDIT_MODE_OWN)
                        .setCreditLimit(TestAccounts.limit(100_000_00, 100_000_00)),
                TestAccounts.active(head + "-branch", head, CreditMode.CREDIT_MODE_SHARED));
    }

    private static void holds() throws Exception {
        try (var dataSource = fixture.dataSource()) {
            assertThat(new Audit(dataSource, CompiledOnce::compile)
                            .run(Long.MAX_VALUE)
                            .problems())
                    .isEmpty();
        }
    }
}
