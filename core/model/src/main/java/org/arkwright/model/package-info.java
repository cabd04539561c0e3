/**
 * Arkwright's vocabulary as immutable records and sealed types, with no behaviour beyond their own
 * arithmetic.
 *
 * <p>Start at {@link org.arkwright.model.job.JobSpec} (what a user asks for), {@link
 * org.arkwright.model.job.Job} (the state it is in), then {@link org.arkwright.model.Command} (what
 * changes the system) and {@link org.arkwright.model.Event} (what happened). Instants are {@code
 * long} nanoseconds since the Unix epoch, named {@code …Nanos}; nothing here reads a clock.
 */
package org.arkwright.model;
