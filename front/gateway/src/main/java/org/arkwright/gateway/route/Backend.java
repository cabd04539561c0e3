package org.arkwright.gateway.route;

import java.net.URI;
import java.util.Optional;

/**
 * A ready server behind a route, with OpenAI's API below its base address.
 *
 * @param id unique among all backends ever published, such as the replica's attempt; load and
 *     circuit state are kept by id
 * @param base scheme, host and port, with the path before {@code /v1}, if any
 * @param token the bearer token to send; empty if none is required
 * @param model the backend's name for the model
 */
public record Backend(String id, URI base, Optional<String> token, String model) {
  public Backend {
    if (base.getHost() == null || base.getScheme() == null) {
      throw new IllegalArgumentException(
          ("the base address of backend '%s' is '%s', expected a URL such as"
                  + " http://127.0.0.1:9000")
              .formatted(id, base));
    }
  }

  /** Omits the token, which must not get into logs. */
  @Override
  public String toString() {
    return "Backend[%s at %s, model %s]".formatted(id, base, model);
  }
}
