/** What a run found: rows, figures with targets, and their text. */
@NullMarked
package io.tradeline.tools.bench.report;

import org.jspecify.annotations.NullMarked;
