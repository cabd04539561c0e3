package org.arkwright.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.protocol.JobToken;

/**
 * The bearer tokens that open the API. Comparing takes the same time for any wrong token.
 *
 * @param principal who holds the administrator's: as long as there is one such token, everybody
 */
public record Tokens(String administrator, String worker, PrincipalId principal) {
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
        shown(authorization).getBytes(StandardCharsets.UTF_8));
  }

  /** The attempt whose ranks' token it is; empty for any other. */
  public Optional<AttemptId> attempt(Optional<String> authorization) {
    return JobToken.verify(worker, shown(authorization));
  }

  private static String shown(Optional<String> authorization) {
    String given = authorization.orElse("");
    return given.regionMatches(true, 0, SCHEME, 0, SCHEME.length())
        ? given.substring(SCHEME.length()).strip()
        : "";
  }

  /** Says nothing: tokens do not belong into logs. */
  @Override
  public String toString() {
    return "Tokens[…]";
  }
}
