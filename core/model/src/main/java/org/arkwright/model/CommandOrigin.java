package org.arkwright.model;

import java.util.Optional;
import org.arkwright.model.id.PrincipalId;

/**
 * Where a command came from. Kept once for all the events that the command made; it decides
 * nothing.
 *
 * @param principal who gave it
 * @param request names the request among all others: the client's own id, or one made for it
 * @param address from which network address; empty where it came over none
 * @param cause what led to it, such as {@code POST /api/v1/jobs} or {@code server start}
 */
public record CommandOrigin(
    PrincipalId principal, String request, Optional<String> address, String cause) {}
