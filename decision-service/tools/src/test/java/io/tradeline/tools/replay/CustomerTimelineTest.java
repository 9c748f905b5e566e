package io.tradeline.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;

import com.google.type.Date;
import io.tradeline.proto.decision.v1.DuePart;
import io.tradeline.proto.decision.v1.Posting;
import java.time.Instant;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.Test;

final class CustomerTimelineTest {
    private final CustomerTimeline timeline =
            new CustomerTimeline("c1", new ReplayNames("run"), PaymentHabit.parse("on-time", 1));

    @Test
    void paysBeforeTheNextOrder() {
        PastOrder first = order("1", "2010-01-01T10:00:00Z", 10_000);
        PastOrder second = order("2", "2010-01-31T12:00:00Z", 5_000);
        PastOrder third = order("3", "2010-01-31T12:00:01Z", 5_000);
        timeline.add(first);
        timeline.add(second);
        timeline.add(third);

        assertThat(timeline.next()).contains(new Step.Place(first));
        timeline.invoiced(first, List.of(due(2010, 1, 31, 10_000)));

        // Due at noon: posted before the order of the same second.
        List<Posting> postings = postings(timeline.next());
        assertThat(postings).hasSize(1);
        Posting payment = postings.get(0);
        assertThat(payment.getPostingId()).isEqualTo("run/pay1/1");
        assertThat(payment.getAccountId()).isEqualTo("run.c1");
        assertThat(payment.getClock().getSeconds())
                .isEqualTo(Instant.parse("2010-01-31T12:00:00Z").getEpochSecond());
        assertThat(payment.getPayment().getAllocations(0).getDocumentId()).isEqualTo("1");
        assertThat(payment.getPayment().getAmount().getAmountMinor()).isEqualTo(10_000);
        assertThat(timeline.next()).contains(new Step.Place(second));
        assertThat(timeline.next()).contains(new Step.Place(third));
        assertThat(timeline.next()).isEmpty();
    }

    @Test
    void anOrderBeforeTheDueMomentComesFirst() {
        PastOrder first = order("1", "2010-01-01T10:00:00Z", 10_000);
        PastOrder second = order("2", "2010-01-31T11:59:59Z", 5_000);
        timeline.add(first);
        timeline.add(second);
        timeline.next();
        timeline.invoiced(first, List.of(due(2010, 1, 31, 10_000)));

        assertThat(timeline.next()).contains(new Step.Place(second));
    }

    @Test
    void aCancellationCreditsWhatIsDueFirst() {
        place(order("1", "2010-01-01T10:00:00Z", 10_000), due(2010, 2, 10, 10_000));
        place(order("2", "2010-01-02T10:00:00Z", 8_000), due(2010, 2, 5, 8_000));
        timeline.add(order("C3", "2010-01-03T10:00:00Z", -9_500));

        List<Posting> postings = postings(timeline.next());

        assertThat(postings).hasSize(1);
        var credit = postings.get(0).getCreditNote();
        assertThat(credit.getAmount().getAmountMinor()).isEqualTo(9_500);
        assertThat(credit.getAllocationsList())
                .extracting(part -> part.getDocumentId() + " " + part.getAmountMinor())
                .containsExactly("2 8000", "1 1500");
        assertThat(timeline.openMinor()).isEqualTo(8_500);

        // What a credit has used up is not paid again.
        timeline.finish(Instant.parse("2010-03-01T00:00:00Z"));
        List<Posting> rest = postings(timeline.next());
        assertThat(rest)
                .extracting(posting -> posting.getPostingId() + " "
                        + posting.getPayment().getAmount().getAmountMinor())
                .containsExactly("run/pay1/1 8500");
        assertThat(timeline.openMinor()).isZero();
        assertThat(timeline.next()).isEmpty();
    }

    @Test
    void aCreditWithoutOpenItemsIsLeftUnapplied() {
        timeline.add(order("C1", "2010-01-03T10:00:00Z", -500));

        var credit = postings(timeline.next()).get(0).getCreditNote();

        assertThat(credit.getAllocationsList()).isEmpty();
        assertThat(credit.getOldestFirst()).isFalse();
        assertThat(credit.getAmount().getAmountMinor()).isEqualTo(500);
    }

    @Test
    void paymentsAndACancellationGoTogetherInOrder() {
        place(order("1", "2010-01-01T10:00:00Z", 10_000), due(2010, 1, 5, 10_000));
        timeline.add(order("C2", "2010-01-06T10:00:00Z", -100));

        assertThat(postings(timeline.next()))
                .extracting(Posting::getPostingId)
                .containsExactly("run/pay1/1", "run/credit/C2");
    }

    @Test
    void instalmentsArePaidOneByOne() {
        place(order("1", "2010-01-01T10:00:00Z", 100), due(2010, 2, 1, 60), due(2010, 3, 1, 40));
        timeline.finish(Instant.parse("2010-02-15T00:00:00Z"));

        assertThat(postings(timeline.next())).extracting(Posting::getPostingId).containsExactly("run/pay1/1");
        assertThat(timeline.openMinor()).isEqualTo(40);
    }

    private void place(PastOrder order, DuePart... due) {
        timeline.add(order);
        assertThat(timeline.next()).contains(new Step.Place(order));
        timeline.invoiced(order, List.of(due));
    }

    private static List<Posting> postings(Optional<Step> step) {
        assertThat(step).get().isInstanceOf(Step.Post.class);
        return ((Step.Post) step.orElseThrow()).postings();
    }

    private static PastOrder order(String id, String placedAt, long totalMinor) {
        return Orders.order(id, placedAt, "c1", totalMinor);
    }

    private static DuePart due(int year, int month, int day, long minor) {
        return DuePart.newBuilder()
                .setDueDate(Date.newBuilder().setYear(year).setMonth(month).setDay(day))
                .setAmount(CustomerTimeline.pounds(minor))
                .build();
    }
}
