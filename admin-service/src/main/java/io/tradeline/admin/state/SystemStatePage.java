package io.tradeline.admin.state;

import io.quarkus.qute.CheckedTemplate;
import io.quarkus.qute.TemplateInstance;
import java.util.List;
import java.util.Optional;

/**
 * The page while the decision service answers. All values are ready to print; the template decides only where they stand.
 *
 * @param asOf when the decision service said this
 */
@CheckedTemplate(defaultName = CheckedTemplate.HYPHENATED_ELEMENT_NAME)
record SystemStatePage(
        Verdict verdict,
        Moment asOf,
        Optional<ActiveCard> active,
        List<ReplicaRow> replicas,
        List<ReleaseEntry> releases)
        implements TemplateInstance {

    /** The active release. {@code served} and {@code servedWhere} say by how many replicas, and whether by all. */
    record ActiveCard(
            String digest,
            String shortDigest,
            Moment activated,
            String activatedBy,
            String served,
            String servedWhere) {}

    /** One replica. {@code current} when it serves the active release. */
    record ReplicaRow(String id, String shortDigest, boolean current, Moment reported) {}

    /** One published release. {@code content} counts its rule sets and rules in words. */
    record ReleaseEntry(
            String shortDigest,
            String description,
            Moment published,
            String publishedBy,
            String content,
            boolean active) {}
}
