package io.tradeline.rules.facts;

/** The largest order without approval of buyers with a role, in minor units of the account's currency. */
public record RoleLimit(String role, long orderLimitMinor) {}
