/** Calling the decision service from a command: where it is, with which token, and what its errors mean to a person. */
@NullMarked
package io.tradeline.tools.client;

import org.jspecify.annotations.NullMarked;
