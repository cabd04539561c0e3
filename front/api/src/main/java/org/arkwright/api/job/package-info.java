/**
 * Jobs and all that runs as jobs: trainings, pipelines, deployments. How they are submitted, found,
 * followed, entered and ended. Start at {@link org.arkwright.api.job.JobEndpoints}; {@link
 * org.arkwright.api.job.JobLookup} finds a job, whether it runs or is history.
 */
@NullMarked
package org.arkwright.api.job;

import org.jspecify.annotations.NullMarked;
