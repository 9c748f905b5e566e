package io.tradeline.rules.facts;

/** One step of approval on the buyer's side: orders above the amount (minor units of the account's currency) need someone with the role. */
public record ApprovalLevel(int level, long aboveMinor, String role) {}
