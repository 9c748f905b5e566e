/** What the services share: how a call is run and answered, page tokens, and moments as the contracts write them. */
@NullMarked
package io.tradeline.decision.rpc;

import org.jspecify.annotations.NullMarked;
