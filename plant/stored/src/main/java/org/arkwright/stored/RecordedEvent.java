package org.arkwright.stored;

import java.util.Optional;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.Event;

/**
 * What an entry of a journal says.
 *
 * @param part where the entry is the first that a command made, that command; else empty
 */
public record RecordedEvent(Event event, Optional<Part> part) {
  /**
   * The part of a batch that one command made.
   *
   * @param events how many entries it has, this one included
   */
  public record Part(CommandOrigin origin, int events) {}
}
