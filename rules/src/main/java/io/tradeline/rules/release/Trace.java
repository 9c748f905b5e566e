package io.tradeline.rules.release;

import io.tradeline.rules.verdict.Verdict;
import java.util.List;

/** A verdict, and all rules that fired for it. */
public record Trace(Verdict verdict, List<String> fired) {}
