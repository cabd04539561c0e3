package org.arkwright.model;

import java.util.Optional;
import org.arkwright.model.id.PrincipalId;

/**
 * A command with its author: what the single writer takes in and the kernel decides.
 *
 * <p>It has no time: a request takes effect when it is decided, by the one clock of the writer. A
 * time of the sender's would make that clock run backwards.
 *
 * @param origin who issued it, and where it came from
 * @param idempotencyKey by which a repetition is recognised; empty when it is not to be
 */
public record Request(
    Command command, CommandOrigin origin, Optional<IdempotencyKey> idempotencyKey) {
  /** A request of which nothing is known but its author. */
  public static Request of(Command command, PrincipalId principal) {
    return of(command, CommandOrigin.of(principal));
  }

  /** A request that is not recognised when it is repeated. */
  public static Request of(Command command, CommandOrigin origin) {
    return new Request(command, origin, Optional.empty());
  }

  /** This request with a key. */
  public Request keyed(Optional<IdempotencyKey> key) {
    return new Request(command, origin, key);
  }

  /** Who issued it. */
  public PrincipalId principal() {
    return origin.principal();
  }
}
