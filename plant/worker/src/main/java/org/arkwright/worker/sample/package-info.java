/**
 * What ranks, the node and its devices use: {@link org.arkwright.worker.sample.Sampler} measures at
 * a bounded rate, {@link org.arkwright.worker.sample.SampleQueue} keeps what the control plane has
 * not got yet, and drops the oldest where that is too much.
 */
@NullMarked
package org.arkwright.worker.sample;

import org.jspecify.annotations.NullMarked;
