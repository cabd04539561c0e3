package org.arkwright.protocol;

import java.util.Optional;

/**
 * What a control plane says to a worker that numbers its samples. Until they are written, they are
 * in its memory alone, and the worker has them for the case that this memory is lost.
 *
 * @param run tells this run of the control plane from others. Of a batch that was meant for another
 *     one nothing was taken: the worker sends what it holds once more, from the oldest on
 * @param writtenUntil no sample up to the one of that number is needed again; 0 for none
 * @param shiftMillis what was added to the times of the node's clock; empty where nothing was taken
 */
public record SamplesTaken(String run, long writtenUntil, Optional<Long> shiftMillis) {}
