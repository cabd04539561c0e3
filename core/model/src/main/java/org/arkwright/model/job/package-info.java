/**
 * Jobs: what a user asks for ({@link org.arkwright.model.job.JobSpec}), where a job stands ({@link
 * org.arkwright.model.job.JobState}), and how ranks end.
 */
package org.arkwright.model.job;
