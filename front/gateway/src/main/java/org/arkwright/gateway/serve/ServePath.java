package org.arkwright.gateway.serve;

import com.linecorp.armeria.server.ServiceRequestContext;
import java.net.URI;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * A path below {@code /serve/NAME}.
 *
 * @param model the deployment's name
 * @param rest the path behind the name, beginning with a slash
 * @param query with its question mark; empty for none
 */
record ServePath(String model, String rest, String query) {
  static final String PREFIX = "/serve/";

  /** What needs no encoding to be handed on; a fragment never is. */
  private static final Pattern WRITTEN = Pattern.compile("[!-~&&[^#\\\\]]+");

  /**
   * Reads a request's path as its client wrote it: where it is brought into one form, what is
   * behind a semicolon and the second of two slashes are lost, which servers may mean. Empty as for
   * {@link #of(String)}.
   */
  static Optional<ServePath> of(ServiceRequestContext context) {
    String written = context.routingContext().requestTarget().rawPath();
    return of(context.request().path())
        .map(path ->
            written != null
                    && written.startsWith(path.base() + "/")
                    && WRITTEN.matcher(written).matches()
                ? of(written).orElse(path)
                : path);
  }

  /** Reads a path with its query; empty when it names no deployment or lacks the slash behind. */
  static Optional<ServePath> of(String path) {
    int mark = path.indexOf('?');
    String bare = mark < 0 ? path : path.substring(0, mark);
    int slash = bare.indexOf('/', PREFIX.length());
    return bare.startsWith(PREFIX) && slash > PREFIX.length()
        ? Optional.of(
            new ServePath(
                bare.substring(PREFIX.length(), slash),
                bare.substring(slash),
                mark < 0 ? "" : path.substring(mark)))
        : Optional.empty();
  }

  /** Returns the path without the parameter that holds a key. */
  ServePath withoutKey() {
    return new ServePath(model, rest, ServeKey.withoutKey(query));
  }

  /** The path of the deployment's root, as clients see it, without a slash at its end. */
  String base() {
    return PREFIX + model;
  }

  /**
   * Returns the path to ask the server for.
   *
   * @param keepsBase whether the server expects the path as clients see it
   */
  String upstream(boolean keepsBase) {
    return (keepsBase ? base() : "") + rest + query;
  }

  /** Returns a redirect's target as clients have to see it. */
  String outward(String location, URI server) {
    String path = pathAt(location, server);
    return path.startsWith("/") && !path.startsWith("//") && !isBelow(path) ? base() + path : path;
  }

  /** Whether the server itself points below our path: then it was told where it is served. */
  boolean pointsBelow(String location, URI server) {
    return isBelow(pathAt(location, server));
  }

  private boolean isBelow(String path) {
    return path.equals(base()) || path.startsWith(base() + "/");
  }

  private static String pathAt(String location, URI server) {
    String origin = server.getScheme() + "://" + server.getRawAuthority();
    return location.startsWith(origin + "/") ? location.substring(origin.length()) : location;
  }

  /** Returns a cookie's definition, bound to this deployment's path. */
  String outwardCookie(String cookie) {
    String bound = cookie.replaceAll("(?i);\\s*domain=[^;]*", "");
    return bound.matches("(?is).*;\\s*path=/.*")
        ? bound.replaceFirst(
            "(?i)(;\\s*path=)/(?!serve/" + model + "(?:/|;|$))", "$1" + base() + "/")
        : bound + "; Path=" + base() + "/";
  }
}
