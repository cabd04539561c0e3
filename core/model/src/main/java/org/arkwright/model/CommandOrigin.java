package org.arkwright.model;

import java.util.Optional;
import org.arkwright.model.id.PrincipalId;

/**
 * Where a command came from. Stored once for all events of the command.
 *
 * @param principal who issued it
 * @param request identifies the request: the client's own id, or a generated one; empty when the
 *     command did not arrive as a request
 * @param address the client's network address; empty when the command did not arrive over a network
 * @param cause what caused it, such as {@code POST /api/v1/jobs} or {@code server start}; empty
 *     where the author says it all
 */
public record CommandOrigin(
    PrincipalId principal,
    Optional<String> request,
    Optional<String> address,
    Optional<String> cause) {
  /** An origin of which only the author is known. */
  public static CommandOrigin of(PrincipalId principal) {
    return new CommandOrigin(principal, Optional.empty(), Optional.empty(), Optional.empty());
  }

  /** Something that a part of the control plane itself had cause to do. */
  public static CommandOrigin of(PrincipalId principal, String cause) {
    return new CommandOrigin(principal, Optional.empty(), Optional.empty(), Optional.of(cause));
  }
}
