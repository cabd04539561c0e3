package org.arkwright.stored;

import java.util.Optional;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.Event;

/**
 * An event read from a journal entry.
 *
 * @param part the command's part of the batch, if the entry is the command's first; else empty
 */
public record RecordedEvent(Event event, Optional<Part> part) {
  /**
   * The part of a batch that stems from one command.
   *
   * @param events the number of its entries, including this one
   */
  public record Part(CommandOrigin origin, int events) {}
}
