package org.arkwright.server.api;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;

/** The bearer tokens that open the API. Comparing takes the same time for any wrong token. */
public record Tokens(String administrator, String worker) {
  private static final String SCHEME = "Bearer ";

  boolean admit(Endpoint.Access access, Optional<String> authorization) {
    return switch (access) {
      case ANYONE -> true;
      case ADMINISTRATOR -> matches(administrator, authorization);
      case WORKER -> matches(worker, authorization);
    };
  }

  private static boolean matches(String token, Optional<String> authorization) {
    String given = authorization.orElse("");
    String shown =
        given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
            ? given.substring(SCHEME.length()).strip()
            : "";
    return MessageDigest.isEqual(
        token.getBytes(StandardCharsets.UTF_8), shown.getBytes(StandardCharsets.UTF_8));
  }

  /** Says nothing: tokens do not belong into logs. */
  @Override
  public String toString() {
    return "Tokens[…]";
  }
}
