/** Real servers inside a Java program's reach: what PostgreSQL and Redis for laptops, tests and demonstrations have in common. */
@NullMarked
package io.tradeline.embedded;

import org.jspecify.annotations.NullMarked;
