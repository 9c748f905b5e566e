/** The local signing key, and bearer tokens made with it. For laptops and tests: a company's own issuer takes its place in production. */
@NullMarked
package io.tradeline.tools.token;

import org.jspecify.annotations.NullMarked;
