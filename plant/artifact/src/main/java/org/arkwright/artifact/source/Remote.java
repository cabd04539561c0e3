package org.arkwright.artifact.source;

import java.net.URI;
import java.util.Optional;
import java.util.function.IntFunction;

/**
 * What a download needs to know of the server that it asks.
 *
 * @param rules which addresses may be asked, and how they are reached
 * @param token the bearer token for {@code home}; empty if there is none
 * @param home the server that gets the token, and no server that it redirects to
 * @param advice what to say of a status that refuses, after "the server answered HTTP 403"
 */
record Remote(SourceRules rules, Optional<String> token, URI home, IntFunction<String> advice) {
  /** A server about which nothing is known. */
  static Remote of(SourceRules rules, URI uri) {
    return new Remote(
        rules,
        Optional.empty(),
        uri,
        status ->
            switch (status) {
              case 401, 403 -> ": it wants credentials, which a plain URL cannot give";
              case 404, 410 -> ": there is nothing at that address";
              default -> "";
            });
  }

  /** The token for a request to that address; empty if it is not for that server. */
  Optional<String> tokenFor(URI uri) {
    return token.filter(_ ->
        home.getScheme().equals(uri.getScheme())
            && home.getHost().equalsIgnoreCase(uri.getHost())
            && home.getPort() == uri.getPort());
  }
}
