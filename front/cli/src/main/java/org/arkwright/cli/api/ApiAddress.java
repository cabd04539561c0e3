package org.arkwright.cli.api;

import java.net.URI;
import java.util.Optional;

/**
 * The address of a server and the token that it accepts.
 *
 * @param url without a trailing slash and without the API's prefix
 * @param token the bearer token; without one the server answers that it is missing
 * @param home the home that the server must serve, as its folder names it; empty for any
 */
public record ApiAddress(URI url, Optional<String> token, Optional<String> home) {
  /** Returns the address of a server that is meant whatever home it serves. */
  public ApiAddress(URI url, Optional<String> token) {
    this(url, token, Optional.empty());
  }

  /** Returns the URI of a path below the API's prefix, such as {@code /jobs?limit=10}. */
  public URI resolve(String path) {
    return URI.create(url + "/api/v1" + path);
  }

  /** Returns the URI that tells whether the server's parts are well. */
  URI health() {
    return URI.create(url + "/healthz");
  }

  /** Returns the URI of a path of the tracking API, which is MLflow's. */
  URI tracking(String path) {
    return URI.create(url + "/api/2.0/mlflow" + path);
  }

  /** Returns the URI of a file of a run, by the tracking API. */
  URI file(String run, String path) {
    return URI.create(url + ApiPaths.query("/get-artifact", "run_id", run, "path", path));
  }
}
