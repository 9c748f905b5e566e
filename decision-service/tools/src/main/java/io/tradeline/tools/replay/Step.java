package io.tradeline.tools.replay;

import io.tradeline.proto.decision.v1.Posting;
import java.util.List;

/** What happens next to one customer. */
sealed interface Step {

    /** An order is placed. */
    record Place(PastOrder order) implements Step {}

    /** Money or credit comes in, in this order; at least one. */
    record Post(List<Posting> postings) implements Step {
        public Post {
            postings = List.copyOf(postings);
        }
    }
}
