package org.arkwright.identity;

import java.nio.charset.StandardCharsets;
import java.security.GeneralSecurityException;
import java.security.MessageDigest;
import java.time.Duration;
import java.time.Instant;
import java.time.InstantSource;
import java.util.Base64;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import javax.crypto.Mac;
import javax.crypto.spec.SecretKeySpec;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.WorkerId;

/**
 * The tokens that a control plane issues to workers and to the ranks of attempts. A token names
 * what it was issued to and when it expires, with the HMAC-SHA256 (RFC 2104) of both under the
 * control plane's own key, which no worker has: so no list of tokens has to be stored, and who
 * holds one token can make no other. Thread-safe.
 */
public final class IssuedTokens {
  private static final Pattern FORM =
      Pattern.compile("(worker|attempt):([^:]{1,200}):([0-9]{1,12}):([A-Za-z0-9_-]{43})");
  private static final String WORKER = "worker";
  private static final String ATTEMPT = "attempt";

  private final SecretKeySpec key;
  private final InstantSource clock;
  private volatile OldJobTokens old = OldJobTokens.NONE;

  /**
   * @param key the text of the home's file of this key
   * @param clock tells when tokens have expired; no other host's clock counts
   */
  public IssuedTokens(String key, InstantSource clock) {
    this.key = new SecretKeySpec(key.getBytes(StandardCharsets.UTF_8), "HmacSHA256");
    this.clock = clock;
  }

  /** Also admits the tokens that attempts got from an earlier version. */
  public void admit(OldJobTokens earlier) {
    old = earlier;
  }

  /** Issues a token with which a worker may call for itself, and for what is placed at it. */
  public String ofWorker(WorkerId worker, Duration lifetime) {
    return issue(WORKER, worker.toString(), lifetime);
  }

  /** Issues a token with which the ranks of an attempt may report, while it lives. */
  public String ofAttempt(AttemptId attempt, Duration lifetime) {
    return issue(ATTEMPT, attempt.toString(), lifetime);
  }

  /** Returns the worker that a token was issued to; empty for every other token. */
  public Optional<WorkerId> worker(String token) {
    return subject(token, WORKER, WorkerId::parse);
  }

  /** Returns the attempt that a token was issued to; empty for every other token. */
  public Optional<AttemptId> attempt(String token) {
    return subject(token, ATTEMPT, AttemptId::parse).or(() -> old.attempt(token));
  }

  /**
   * Says to whom a token was issued and that it has expired; empty for one that has not, and for
   * one that was not issued here, about which nothing is said.
   */
  Optional<String> expiry(String token) {
    return genuine(token)
        .filter(parts -> !isFresh(parts))
        .map(parts ->
            "the token of %s %s expired at %s; the server's clock says %s"
                .formatted(parts.group(1), parts.group(2), expires(parts), now()));
  }

  private <T> Optional<T> subject(String token, String kind, Function<String, Optional<T>> reader) {
    return genuine(token)
        .filter(parts -> parts.group(1).equals(kind) && isFresh(parts))
        .flatMap(parts -> reader.apply(parts.group(2)));
  }

  private Optional<Matcher> genuine(String token) {
    Matcher parts = FORM.matcher(token);
    if (!parts.matches()) {
      return Optional.empty();
    }
    String signed = token.substring(0, parts.start(4) - 1);
    return MessageDigest.isEqual(
            signature(signed).getBytes(StandardCharsets.US_ASCII),
            parts.group(4).getBytes(StandardCharsets.US_ASCII))
        ? Optional.of(parts)
        : Optional.empty();
  }

  private boolean isFresh(Matcher parts) {
    return clock.instant().isBefore(expires(parts));
  }

  private static Instant expires(Matcher parts) {
    return Instant.ofEpochSecond(Long.parseLong(parts.group(3)));
  }

  private Instant now() {
    return Instant.ofEpochSecond(clock.instant().getEpochSecond());
  }

  private String issue(String kind, String subject, Duration lifetime) {
    String signed = kind + ":" + subject + ":" + clock.instant().plus(lifetime).getEpochSecond();
    return signed + ":" + signature(signed);
  }

  private String signature(String text) {
    try {
      Mac mac = Mac.getInstance("HmacSHA256");
      mac.init(key);
      return Base64.getUrlEncoder()
          .withoutPadding()
          .encodeToString(mac.doFinal(text.getBytes(StandardCharsets.UTF_8)));
    } catch (GeneralSecurityException e) {
      throw new IllegalStateException("every JDK has HmacSHA256", e);
    }
  }
}
