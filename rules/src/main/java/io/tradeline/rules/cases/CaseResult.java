package io.tradeline.rules.cases;

import io.tradeline.rules.cases.format.Case;
import java.util.List;

/** A case and in what its verdict differs from what was expected; empty: it passed. */
public record CaseResult(Case golden, List<String> differences) {

    public boolean passed() {
        return differences.isEmpty();
    }
}
