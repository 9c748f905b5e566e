/** Commits. Groups concurrent commands into one PostgreSQL transaction each, which alone decides what is true. */
@NullMarked
package io.tradeline.decision.ledger;

import org.jspecify.annotations.NullMarked;
