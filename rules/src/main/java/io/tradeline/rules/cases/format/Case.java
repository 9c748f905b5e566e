package io.tradeline.rules.cases.format;

import io.tradeline.rules.facts.DecisionFacts;

/**
 * One golden case.
 *
 * @param path the file that it stands in
 * @param line where it begins
 */
public record Case(String path, int line, String name, DecisionFacts given, Expected expected) {}
