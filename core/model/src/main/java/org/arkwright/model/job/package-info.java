/**
 * Jobs: their specs ({@link org.arkwright.model.job.JobSpec}), their states ({@link
 * org.arkwright.model.job.JobState}), and how ranks end.
 */
package org.arkwright.model.job;
