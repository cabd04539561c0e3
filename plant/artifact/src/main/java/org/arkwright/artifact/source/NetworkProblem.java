package org.arkwright.artifact.source;

import java.io.IOException;
import java.net.ConnectException;
import java.net.URI;
import java.net.UnknownHostException;
import java.net.http.HttpConnectTimeoutException;
import java.net.http.HttpTimeoutException;
import java.nio.channels.UnresolvedAddressException;
import java.util.Optional;
import javax.net.ssl.SSLException;

/** Says which step of reaching another machine failed, and what would help. */
final class NetworkProblem {
  private NetworkProblem() {}

  /** Whether trying again soon may help. */
  static boolean mayPass(IOException failure) {
    return !has(failure, SSLException.class)
        || String.valueOf(failure.getMessage()).contains("closed");
  }

  /**
   * Returns a clause on what went wrong.
   *
   * @param proxy the proxy that was asked for the URL; empty if it was reached directly
   */
  static String text(IOException failure, URI uri, Optional<URI> proxy) {
    String host = proxy.map(NetworkProblem::place).orElseGet(() -> place(uri));
    String named = proxy.isPresent() ? "the proxy " + host + " (HTTPS_PROXY, HTTP_PROXY)" : host;
    String message = Optional.ofNullable(failure.getMessage()).orElse(failure.toString());
    if (has(failure, UnresolvedAddressException.class)
        || has(failure, UnknownHostException.class)) {
      return named
          + " cannot be resolved: is the server's machine offline, or behind a proxy? HTTPS_PROXY"
          + " counts where `arkwright up` was called";
    }
    if (has(failure, HttpConnectTimeoutException.class)) {
      return named + " does not answer: is a proxy needed (HTTPS_PROXY), or is a firewall there?";
    }
    if (has(failure, ConnectException.class)) {
      return named + " refuses connections";
    }
    if (has(failure, HttpTimeoutException.class)) {
      return named + " took a connection, and did not answer";
    }
    if (has(failure, SSLException.class)) {
      return "the connection to "
          + place(uri)
          + " is not trusted ("
          + message
          + "): if an authority of your own signs it, name its certificates by SSL_CERT_FILE where"
          + " `arkwright up` is called";
    }
    return message;
  }

  private static String place(URI uri) {
    return uri.getHost() + (uri.getPort() < 0 ? "" : ":" + uri.getPort());
  }

  private static boolean has(Throwable failure, Class<? extends Throwable> kind) {
    for (Throwable each = failure; each != null; each = each.getCause()) {
      if (kind.isInstance(each)) {
        return true;
      }
    }
    return false;
  }
}
