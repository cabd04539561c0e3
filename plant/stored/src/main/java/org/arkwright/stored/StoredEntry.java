package org.arkwright.stored;

import java.util.Optional;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.id.PrincipalId;

/**
 * One entry of a journal.
 *
 * @param v the version of the form, {@link EventForm#VERSION}
 * @param header the origin of this event and the ones that follow it; absent when the control plane
 *     acted on its own, in reports, and in all but the first of a command's events
 * @param report the number of entries of a report of the worker that has the event's rank,
 *     including this one; such a report, the most frequent command by far, has no header
 */
record StoredEntry(int v, Optional<Header> header, Optional<Integer> report, StoredEvent event) {
  private static final CommandOrigin REPORT = CommandOrigin.of(PrincipalId.WORKER_OF_RANK);

  /** Returns the first entry of a command with that many events. */
  static StoredEntry first(StoredEvent event, CommandOrigin origin, int events) {
    return origin.equals(REPORT)
        ? new StoredEntry(EventForm.VERSION, Optional.empty(), Optional.of(events), event)
        : new StoredEntry(
            EventForm.VERSION, Optional.of(Header.of(origin, events)), Optional.empty(), event);
  }

  /** Returns an entry that names no command. */
  static StoredEntry of(StoredEvent event) {
    return new StoredEntry(EventForm.VERSION, Optional.empty(), Optional.empty(), event);
  }

  /** The command's part of the batch, if this is the command's first entry. */
  Optional<RecordedEvent.Part> part() {
    return header
        .map(known -> new RecordedEvent.Part(known.origin(), known.events))
        .or(() -> report.map(events -> new RecordedEvent.Part(REPORT, events)));
  }

  /**
   * Precedes the part of a batch that stems from one command.
   *
   * @param events the number of entries of the part, including this one
   */
  record Header(
      String principal,
      Optional<String> request,
      Optional<String> address,
      Optional<String> cause,
      int events) {
    static Header of(CommandOrigin origin, int events) {
      return new Header(
          origin.principal().value(), origin.request(), origin.address(), origin.cause(), events);
    }

    CommandOrigin origin() {
      return new CommandOrigin(new PrincipalId(principal), request, address, cause);
    }
  }
}
