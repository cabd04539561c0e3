package org.arkwright.stored;

import java.util.Optional;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.id.PrincipalId;

/**
 * One entry of a journal.
 *
 * @param v the version of the form, {@link EventForm#VERSION}
 * @param header the origin of this event and the ones that follow it; absent when the control plane
 *     acted on its own, and in all but the first of a command's events
 */
record StoredEntry(int v, Optional<Header> header, StoredEvent event) {
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
