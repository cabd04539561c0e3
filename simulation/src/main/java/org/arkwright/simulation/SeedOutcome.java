package org.arkwright.simulation;

import java.util.List;
import java.util.Optional;

/**
 * What became of one seed.
 *
 * @param violation the promise that was broken, if one was
 * @param trace the last things that happened before it; empty when all went well
 * @param journalHash the head of the journal's hash chain: equal for equal bytes
 */
public record SeedOutcome(
    long seed,
    Optional<Throwable> violation,
    List<String> trace,
    String journalHash,
    long events,
    int jobs,
    long processes) {}
