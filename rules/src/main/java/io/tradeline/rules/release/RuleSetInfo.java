package io.tradeline.rules.release;

/** A rule set of a release: its id, who answers for it, and how many rules it has. */
public record RuleSetInfo(String id, String owner, int ruleCount) {}
