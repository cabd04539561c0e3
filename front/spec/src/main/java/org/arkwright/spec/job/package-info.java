/**
 * What users write to have something run: jobs, trainings, pipelines, deployments, and the sections
 * they share. Start at {@link org.arkwright.spec.job.JobSpecReader}.
 */
@NullMarked
package org.arkwright.spec.job;

import org.jspecify.annotations.NullMarked;
