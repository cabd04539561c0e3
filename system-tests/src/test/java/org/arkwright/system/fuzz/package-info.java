/**
 * Seeded mutations of valid samples, against every parser that reads what another program or a user
 * wrote. {@link org.arkwright.system.fuzz.Targets} lists them; parsers that their package keeps to
 * itself are reached by a class of that package in this module's tests, named {@code …Seam}.
 */
@NullMarked
package org.arkwright.system.fuzz;

import org.jspecify.annotations.NullMarked;
