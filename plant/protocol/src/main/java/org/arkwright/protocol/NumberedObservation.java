package org.arkwright.protocol;

import java.util.Optional;
import org.arkwright.model.Command.Observation;

/**
 * What a worker reports, and its number, counted from 1 within an incarnation of the worker. One of
 * the three is present.
 *
 * @param observation what is for the journal
 * @param rendezvous where an attempt's ranks meet, which is not
 * @param unread why the control plane's side could not read the report; never written
 */
public record NumberedObservation(
    long number,
    Optional<Observation> observation,
    Optional<RendezvousReady> rendezvous,
    Optional<String> unread) {
  public NumberedObservation(long number, Observation observation) {
    this(number, Optional.of(observation), Optional.empty(), Optional.empty());
  }

  public NumberedObservation(long number, RendezvousReady rendezvous) {
    this(number, Optional.empty(), Optional.of(rendezvous), Optional.empty());
  }

  static NumberedObservation notUnderstood(long number, String why) {
    return new NumberedObservation(number, Optional.empty(), Optional.empty(), Optional.of(why));
  }
}
