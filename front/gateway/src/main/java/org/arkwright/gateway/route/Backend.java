package org.arkwright.gateway.route;

import java.net.URI;
import java.util.Optional;

/**
 * One ready server behind a route; it speaks OpenAI below its base address.
 *
 * @param id tells it apart from every other backend ever published, such as the replica's attempt;
 *     load and circuit are kept by it
 * @param base scheme, host and port, with the path in front of {@code /v1} where there is one
 * @param token sent as a bearer token; empty where it wants none
 * @param model the name under which it knows the model
 */
public record Backend(String id, URI base, Optional<String> token, String model) {
  public Backend {
    if (base.getHost() == null || base.getScheme() == null) {
      throw new IllegalArgumentException(
          "the base address of backend '%s' is '%s', expected such as http://127.0.0.1:9000"
              .formatted(id, base));
    }
  }

  /** Without the token, which does not belong into logs. */
  @Override
  public String toString() {
    return "Backend[%s at %s, model %s]".formatted(id, base, model);
  }
}
