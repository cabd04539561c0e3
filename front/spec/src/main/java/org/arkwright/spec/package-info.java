/**
 * The strict readers of what users write: jobs, pipelines, deployments, quotas, keys, fleets and
 * {@code site.yaml}. Each takes YAML or JSON and returns a model record, or every problem with its
 * line. Start at {@link org.arkwright.spec.JobSpecReader}; {@link org.arkwright.spec.SpecWriter} is
 * the inverse.
 */
@NullMarked
package org.arkwright.spec;

import org.jspecify.annotations.NullMarked;
