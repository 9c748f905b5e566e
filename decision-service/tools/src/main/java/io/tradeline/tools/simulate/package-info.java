/**
 * The simulation: many clients, several instances, faults of all kinds underneath, and a plain model against which every answer and the books are held. All chance comes
 * from one seed.
 */
@NullMarked
package io.tradeline.tools.simulate;

import org.jspecify.annotations.NullMarked;
