package org.arkwright.template.render;

import java.time.LocalDateTime;
import org.arkwright.template.bound.Budget;

/**
 * What one rendering has.
 *
 * @param now what {@code strftime_now} tells
 */
record Run(Budget budget, LocalDateTime now) {}
