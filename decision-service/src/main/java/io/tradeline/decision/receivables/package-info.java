/** Postings of invoices, payments, credit notes, disputes, write-offs and corrections. */
@NullMarked
package io.tradeline.decision.receivables;

import org.jspecify.annotations.NullMarked;
