/** Many accounts in a short time: put straight into the tables of a decision service, as it would have stored them itself. */
@NullMarked
package io.tradeline.tools.bench.accounts;

import org.jspecify.annotations.NullMarked;
