/** Child processes that are really ours: started apart from the terminal, known by id and start, ended in good order even when this program is killed. */
@NullMarked
package io.tradeline.embedded.process;

import org.jspecify.annotations.NullMarked;
