package org.arkwright.authority;

import java.util.Optional;

/** What a host and the control plane say to each other when the host joins, and when it renews. */
public final class JoinMessages {
  private JoinMessages() {}

  /**
   * A host asks to join.
   *
   * @param token the id of its join token
   * @param secret the token's secret
   * @param name the name that it wants for its worker and node; empty for its host name
   * @param request a PKCS #10 certification request (RFC 2986) for its key, in Base64
   */
  public record Join(String token, String secret, Optional<String> name, String request) {
    /** Tells no secret. */
    @Override
    public String toString() {
      return "Join[" + token + ", " + name + "]";
    }
  }

  /**
   * A worker asks for a new certificate for its key, over a connection that its present one has
   * authenticated.
   *
   * @param request as of {@link Join}
   */
  public record Renew(String request) {}

  /**
   * The answer to both.
   *
   * @param home the home's id
   * @param worker the worker that the certificate is for, as {@code SITE/NAME}
   * @param certificate the worker's certificate, as PEM
   * @param authorities the authorities to trust from now on, as PEM
   */
  public record Certified(String home, String worker, String certificate, String authorities) {}
}
