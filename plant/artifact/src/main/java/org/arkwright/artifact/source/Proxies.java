package org.arkwright.artifact.source;

import java.io.IOException;
import java.net.Authenticator;
import java.net.InetSocketAddress;
import java.net.PasswordAuthentication;
import java.net.Proxy;
import java.net.ProxySelector;
import java.net.SocketAddress;
import java.net.URI;
import java.net.URLDecoder;
import java.nio.charset.StandardCharsets;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Stream;
import org.arkwright.artifact.blob.ArtifactException;

/** The proxy of each address, as the usual variables say. */
final class Proxies extends ProxySelector {
  private static final List<Proxy> DIRECT = List.of(Proxy.NO_PROXY);
  private static final int PORT_MAX = 65_535;

  private final Optional<URI> https;
  private final Optional<URI> http;
  private final List<DirectHosts> direct;

  private Proxies(Optional<URI> https, Optional<URI> http, List<DirectHosts> direct) {
    this.https = https;
    this.http = http;
    this.direct = direct;
  }

  /**
   * Returns the proxies that these values name, each empty if its variable is not set.
   *
   * @throws ArtifactException when one is no address of an HTTP proxy
   */
  static Proxies of(
      Optional<String> https, Optional<String> http, Optional<String> all, Optional<String> direct)
      throws ArtifactException {
    return new Proxies(
        parsed("HTTPS_PROXY", https.or(() -> all)),
        parsed("HTTP_PROXY", http.or(() -> all)),
        Stream.of(direct.orElse("").toLowerCase(Locale.ROOT).split("[,\\s]+"))
            .filter(pattern -> !pattern.isEmpty())
            .map(DirectHosts::of)
            .toList());
  }

  private static Optional<URI> parsed(String name, Optional<String> text) throws ArtifactException {
    if (text.isEmpty()) {
      return Optional.empty();
    }
    try {
      URI uri = URI.create(text.get().contains("://") ? text.get() : "http://" + text.get());
      if ("http".equals(uri.getScheme()) && uri.getHost() != null && uri.getPort() <= PORT_MAX) {
        return Optional.of(uri);
      }
    } catch (IllegalArgumentException _) {
      // Refused below, without the text: it may hold a password.
    }
    throw new ArtifactException(
        name + " of the server is not the address of a proxy: expected http://HOST:PORT");
  }

  /** The proxy for a URL; empty if it is reached directly. */
  Optional<URI> of(URI uri) {
    String host = Optional.ofNullable(uri.getHost()).orElse("").toLowerCase(Locale.ROOT);
    boolean secure = "https".equalsIgnoreCase(uri.getScheme());
    int port = uri.getPort() >= 0 ? uri.getPort() : secure ? 443 : 80;
    return direct.stream().anyMatch(hosts -> hosts.contain(host, port))
        ? Optional.empty()
        : secure ? https : http;
  }

  /** Answers for the user and password that the proxies' addresses name, to proxies alone. */
  Optional<Authenticator> authenticator() {
    return passwords()
        .map(password ->
            new Authenticator() {
              @Override
              protected PasswordAuthentication getPasswordAuthentication() {
                return getRequestorType() == RequestorType.PROXY
                    ? password
                    : new PasswordAuthentication("", new char[0]);
              }
            });
  }

  private Optional<PasswordAuthentication> passwords() {
    return https
        .filter(uri -> uri.getRawUserInfo() != null)
        .or(() -> http)
        .flatMap(uri -> Optional.ofNullable(uri.getRawUserInfo()))
        .map(info -> {
          String[] parts = info.split(":", 2);
          return new PasswordAuthentication(
              decoded(parts[0]), (parts.length > 1 ? decoded(parts[1]) : "").toCharArray());
        });
  }

  private static String decoded(String text) {
    return URLDecoder.decode(text.replace("+", "%2B"), StandardCharsets.UTF_8);
  }

  @Override
  public List<Proxy> select(URI uri) {
    return of(uri)
        .map(proxy ->
            List.of(
                new Proxy(
                    Proxy.Type.HTTP,
                    InetSocketAddress.createUnresolved(
                        proxy.getHost(), proxy.getPort() < 0 ? 80 : proxy.getPort()))))
        .orElse(DIRECT);
  }

  @Override
  public void connectFailed(URI uri, SocketAddress address, IOException problem) {
    // The request fails with the same problem.
  }
}
