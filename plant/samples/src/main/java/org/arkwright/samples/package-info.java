/**
 * What ranks, nodes and devices use over time. {@link org.arkwright.samples.SampleStore} takes the
 * batches of workers, keeps the newest in memory and a compressed series of each attempt in a file
 * beside its output; {@link org.arkwright.samples.Block} is a piece of a series. Start with the
 * store. Nothing is decided here, nothing is in the journal, and what is lost is lost.
 */
@NullMarked
package org.arkwright.samples;

import org.jspecify.annotations.NullMarked;
