package org.arkwright.model;

import java.util.Optional;
import org.arkwright.model.id.PrincipalId;

/**
 * Where a command came from. Stored once for all events of the command; influences no decision.
 *
 * @param principal who issued it
 * @param request identifies the request: the client's own id, or a generated one
 * @param address the client's network address; empty when the command did not arrive over a network
 * @param cause what caused it, such as {@code POST /api/v1/jobs} or {@code server start}
 */
public record CommandOrigin(
    PrincipalId principal, String request, Optional<String> address, String cause) {}
