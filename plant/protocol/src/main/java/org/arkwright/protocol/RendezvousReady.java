package org.arkwright.protocol;

import org.arkwright.model.id.AttemptId;

/**
 * The word of the worker of rank 0 about where the attempt's ranks meet. It is in the worker's
 * spool before it is told, so that it stays the same whoever is restarted, and is told again
 * whenever the attempt is launched again.
 */
public record RendezvousReady(AttemptId attempt, RendezvousPoint point) {}
