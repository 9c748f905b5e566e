package io.tradeline.tools.replay;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import io.tradeline.proto.decision.v1.Posting;
import java.util.Collections;
import java.util.List;
import org.junit.jupiter.api.Test;

final class PostingBatchesTest {
    private final PostingBatches<String> batches = new PostingBatches<>(2);

    @Test
    void gathersWhatComesInWhileCallsAreUnderWay() {
        batches.add("a", postings(1));
        assertThat(batches.next())
                .get()
                .satisfies(batch -> assertThat(batch.groups()).hasSize(1));
        batches.add("b", postings(2));
        batches.add("c", postings(3));
        assertThat(batches.next())
                .get()
                .satisfies(
                        batch -> assertThat(batch.request().getPostingsCount()).isEqualTo(5));
        batches.add("d", postings(1));
        assertThat(batches.next()).isEmpty();

        batches.finished();

        assertThat(batches.next())
                .get()
                .satisfies(batch -> assertThat(batch.groups())
                        .extracting(PostingBatches.Group::waiter)
                        .containsExactly("d"));
        assertThat(batches.next()).isEmpty();
    }

    @Test
    void keepsACustomersPostingsTogether() {
        batches.add("a", postings(300));
        batches.add("b", postings(201));
        batches.add("c", postings(1));

        assertThat(batches.next().orElseThrow().request().getPostingsCount()).isEqualTo(300);
        assertThat(batches.next().orElseThrow().request().getPostingsCount()).isEqualTo(202);
        assertThatThrownBy(() -> batches.add("d", postings(501))).hasMessage("postings: 501 (expected: at most 500)");
    }

    private static List<Posting> postings(int count) {
        return Collections.nCopies(count, Posting.getDefaultInstance());
    }
}
