package org.arkwright.simulation;

import java.util.List;
import java.util.Optional;

/**
 * The outcome of one seed.
 *
 * @param violation the violated invariant, if any
 * @param trace the last steps before the violation; empty when there was none
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
