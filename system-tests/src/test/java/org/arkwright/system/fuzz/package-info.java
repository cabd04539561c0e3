/**
 * Seeded mutations of valid samples, against every parser that reads what another program wrote.
 */
@NullMarked
package org.arkwright.system.fuzz;

import org.jspecify.annotations.NullMarked;
