package io.tradeline.tools.simulate;

import java.util.List;
import java.util.SplittableRandom;

/**
 * What faults happen to.
 *
 * @param random of this one fault
 */
record Surroundings(
        Cluster cluster, List<Company> companies, RulePair rules, ReleaseWatch releases, SplittableRandom random) {

    /** One of the instances. */
    Cluster.Instance anyInstance() {
        return cluster.instances().get(random.nextInt(cluster.instances().size()));
    }

    /** All accounts. */
    List<String> accounts() {
        return companies.stream()
                .flatMap(company -> company.accounts().stream())
                .toList();
    }
}
