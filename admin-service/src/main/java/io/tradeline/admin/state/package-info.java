/**
 * The system's state for people who look after it: does the decision service answer, which rule release decides, which
 * replicas serve it. It shows no customer data, as nobody logs in yet.
 */
@NullMarked
package io.tradeline.admin.state;

import org.jspecify.annotations.NullMarked;
