package org.arkwright.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.protocol.JobToken;

/**
 * The bearer tokens of the API. A comparison takes the same time for every wrong token.
 *
 * @param principal the holder of the administrator's token; every user, while there is only one
 *     such token
 * @param names what principals are called
 */
public record Tokens(
    String administrator, String worker, PrincipalId principal, PrincipalNames names) {
  private static final String SCHEME = "Bearer ";

  public boolean admit(Access access, Optional<String> authorization) {
    return switch (access) {
      case ANYONE -> true;
      case ADMINISTRATOR -> matches(administrator, authorization);
      case RANK -> matches(administrator, authorization) || attempt(authorization).isPresent();
      case WORKER -> matches(worker, authorization);
    };
  }

  private static boolean matches(String token, Optional<String> authorization) {
    return MessageDigest.isEqual(
        token.getBytes(StandardCharsets.UTF_8),
        bearerToken(authorization).getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the attempt whose ranks hold the token; empty for any other token. */
  public Optional<AttemptId> attempt(Optional<String> authorization) {
    return JobToken.verify(worker, bearerToken(authorization));
  }

  /** Returns who holds the token: an attempt's ranks, or whoever may use the API. */
  public PrincipalId caller(Optional<String> authorization) {
    return attempt(authorization).map(PrincipalId::of).orElse(principal);
  }

  private static String bearerToken(Optional<String> authorization) {
    String header = authorization.orElse("");
    return header.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? header.substring(SCHEME.length()).strip()
        : "";
  }

  /** Reveals nothing: tokens must not get into logs. */
  @Override
  public String toString() {
    return "Tokens[…]";
  }
}
