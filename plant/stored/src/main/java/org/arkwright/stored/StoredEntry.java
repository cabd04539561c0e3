package org.arkwright.stored;

import java.util.Optional;
import org.arkwright.model.CommandOrigin;
import org.arkwright.model.id.PrincipalId;

/**
 * One entry of a journal.
 *
 * @param v the version of the form, {@link EventForm#VERSION}
 * @param header who wanted this event and those after it; absent where nobody but the control plane
 *     did, and in all but the first of a command's events
 */
record StoredEntry(int v, Optional<Header> header, StoredEvent event) {
  /**
   * Heads the part of a batch that one command made.
   *
   * @param events how many entries the part has, this one included
   */
  record Header(
      String principal, String request, Optional<String> address, String cause, int events) {
    static Header of(CommandOrigin origin, int events) {
      return new Header(
          origin.principal().value(), origin.request(), origin.address(), origin.cause(), events);
    }

    CommandOrigin origin() {
      return new CommandOrigin(new PrincipalId(principal), request, address, cause);
    }
  }
}
