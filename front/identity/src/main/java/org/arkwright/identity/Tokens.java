package org.arkwright.identity;

import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.Optional;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.WorkerId;

/**
 * The bearer tokens of the API. A comparison takes the same time for every wrong token.
 *
 * @param issued the tokens of workers and attempts
 * @param principal the holder of the administrator's token; every user, while there is only one
 *     such token
 * @param names what principals are called
 */
public record Tokens(
    String administrator, IssuedTokens issued, PrincipalId principal, PrincipalNames names) {
  private static final String SCHEME = "Bearer ";

  /**
   * Returns who calls.
   *
   * @param authorization the header of that name
   * @param certified the worker whose certificate the connection has; empty on all others
   */
  public Caller caller(Optional<String> authorization, Optional<WorkerId> certified) {
    if (isAdministrator(authorization)) {
      return new Caller.User(principal);
    }
    return attempt(authorization)
        .<Caller>map(Caller.Rank::new)
        .or(() -> certified.or(() -> worker(authorization)).map(Caller.Worker::new))
        .orElseGet(Caller.Stranger::new);
  }

  private boolean isAdministrator(Optional<String> authorization) {
    return MessageDigest.isEqual(
        administrator.getBytes(StandardCharsets.UTF_8),
        bearerToken(authorization).getBytes(StandardCharsets.UTF_8));
  }

  /** Returns the attempt whose ranks hold the token; empty for any other token. */
  public Optional<AttemptId> attempt(Optional<String> authorization) {
    return issued.attempt(bearerToken(authorization));
  }

  /** Returns the worker that holds the token; empty for any other token. */
  public Optional<WorkerId> worker(Optional<String> authorization) {
    return issued.worker(bearerToken(authorization));
  }

  /** Says why a token is not admitted, in words for who sent it. */
  public String refusal(Optional<String> authorization) {
    String token = bearerToken(authorization);
    if (authorization.isEmpty()) {
      return "a bearer token is required";
    }
    if (isAdministrator(authorization)) {
      return "the administrator's token opens what users call, and not what workers do";
    }
    return issued
        .expiry(token)
        .or(() ->
            issued
                .attempt(token)
                .map(attempt ->
                    "the token of attempt %s opens what this attempt reports, and nothing else"
                        .formatted(attempt)))
        .or(() ->
            issued
                .worker(token)
                .map(worker ->
                    "the token of worker %s opens what this worker reports, and nothing else"
                        .formatted(worker)))
        .orElse("the token is not valid for this server");
  }

  /** Returns in whose name a caller's requests are decided; a stranger's are nobody's. */
  public PrincipalId principal(Caller caller) {
    return switch (caller) {
      case Caller.User(PrincipalId user) -> user;
      case Caller.Rank(AttemptId attempt) -> PrincipalId.of(attempt);
      case Caller.Worker(WorkerId worker) -> PrincipalId.of(worker);
      case Caller.Stranger _ -> PrincipalId.NOBODY;
    };
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
