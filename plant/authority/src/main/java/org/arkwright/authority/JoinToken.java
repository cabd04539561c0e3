package org.arkwright.authority;

import java.net.URI;
import java.nio.charset.StandardCharsets;
import java.util.Base64;
import java.util.Optional;
import java.util.regex.Pattern;

/**
 * What a host is given to join: where the control plane is, by which authority it is known, and a
 * secret that counts once. Written on one line, to be pasted.
 *
 * @param url the control plane's address for workers, such as {@code https://10.0.0.1:7718}
 * @param pin the SHA-256 of the authority's certificate, in hexadecimal
 * @param id names the token; not secret
 * @param secret proves that its holder may join
 */
public record JoinToken(URI url, String pin, String id, String secret) {
  private static final String PREFIX = "ark-join-1.";
  private static final Pattern PIN = Pattern.compile("[0-9a-f]{64}");
  private static final Pattern WORD = Pattern.compile("[A-Za-z0-9_-]{4,64}");
  private static final int PARTS = 4;

  /** Returns the one line. */
  public String text() {
    return PREFIX
        + Base64.getUrlEncoder()
            .withoutPadding()
            .encodeToString(
                String.join(" ", url.toString(), pin, id, secret).getBytes(StandardCharsets.UTF_8));
  }

  /** Reads the line; empty when it is not one, or not all of it. */
  public static Optional<JoinToken> parse(String text) {
    if (!text.strip().startsWith(PREFIX)) {
      return Optional.empty();
    }
    try {
      String[] parts =
          new String(
                  Base64.getUrlDecoder().decode(text.strip().substring(PREFIX.length())),
                  StandardCharsets.UTF_8)
              .split(" ", -1);
      boolean isWhole =
          parts.length == PARTS
              && PIN.matcher(parts[1]).matches()
              && WORD.matcher(parts[2]).matches()
              && WORD.matcher(parts[3]).matches();
      URI url = isWhole ? URI.create(parts[0]) : URI.create("");
      return "https".equals(url.getScheme()) && url.getHost() != null && url.getPort() > 0
          ? Optional.of(new JoinToken(url, parts[1], parts[2], parts[3]))
          : Optional.empty();
    } catch (IllegalArgumentException _) {
      return Optional.empty();
    }
  }

  /** Tells no secret. */
  @Override
  public String toString() {
    return "JoinToken[" + id + " for " + url + "]";
  }
}
