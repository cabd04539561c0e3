/**
 * Reads what users write about jobs and quotas, strictly: YAML or JSON in, a model record or every
 * problem with its line out. Start at {@link org.arkwright.spec.JobSpecReader}; {@link
 * org.arkwright.spec.SpecWriter} is the way back.
 */
@NullMarked
package org.arkwright.spec;

import org.jspecify.annotations.NullMarked;
