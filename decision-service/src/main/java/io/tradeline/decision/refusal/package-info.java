/** Why a call is not carried out, in the words of gRPC's status and google.rpc's details. */
@NullMarked
package io.tradeline.decision.refusal;

import org.jspecify.annotations.NullMarked;
