package org.arkwright.gateway.key;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Enforces each key's limits with two token buckets, of requests and of model tokens, that refill
 * steadily and hold a minute's worth. A request needs one unit of the first and a second bucket
 * that is not empty; its model tokens are taken once they are known, so that bucket may fall below
 * zero and later requests wait for it to refill. Any thread.
 */
public final class KeyLimiter {
  private static final double NANOS_PER_MINUTE = 60e9;

  private final Map<String, Buckets> keys = new ConcurrentHashMap<>();

  private static final class Buckets {
    private final Bucket requests = new Bucket();
    private final Bucket tokens = new Bucket();
  }

  private static final class Bucket {
    private long limit = -1;
    private double level;
    private long atNanos;

    private void refill(long limitNow, long nowNanos) {
      if (limit < 0) {
        level = (double) limitNow;
      } else {
        level =
            Math.min(
                (double) limitNow,
                level + (double) (nowNanos - atNanos) * limitNow / NANOS_PER_MINUTE);
      }
      limit = limitNow;
      atNanos = nowNanos;
    }

    private long nanosUntil(double target) {
      return level >= target ? 0 : (long) ((target - level) * NANOS_PER_MINUTE / limit);
    }

    private LimitStatus status() {
      return new LimitStatus(limit, (long) Math.max(0, level), nanosUntil((double) limit));
    }
  }

  /**
   * A key's status with respect to one limit.
   *
   * @param resetNanos the time until the limit is fully available again
   */
  public record LimitStatus(long limit, long remaining, long resetNanos) {}

  /**
   * Whether a request is admitted.
   *
   * @param retryNanos 0 when admitted; otherwise the time after which it could be
   * @param requests empty if there is no such limit
   * @param exceeded the limit that is exceeded; empty when none is
   */
  public record Verdict(
      long retryNanos,
      Optional<LimitStatus> requests,
      Optional<LimitStatus> tokens,
      String exceeded) {
    public boolean admitted() {
      return retryNanos == 0;
    }
  }

  private static final Verdict UNLIMITED = new Verdict(0, Optional.empty(), Optional.empty(), "");

  /** Takes one request from the key's bucket, or returns how long to wait. */
  public Verdict admit(AdmittedKey key, long nowNanos) {
    OptionalLong requestsMax = key.limits().requestsPerMinute();
    OptionalLong tokensMax = key.limits().tokensPerMinute();
    if (requestsMax.isEmpty() && tokensMax.isEmpty()) {
      return UNLIMITED;
    }
    Buckets buckets = keys.computeIfAbsent(key.id(), _ -> new Buckets());
    synchronized (buckets) {
      long retryRequests = 0;
      long retryTokens = 0;
      if (requestsMax.isPresent()) {
        buckets.requests.refill(requestsMax.getAsLong(), nowNanos);
        retryRequests = buckets.requests.nanosUntil(1);
      }
      if (tokensMax.isPresent()) {
        buckets.tokens.refill(tokensMax.getAsLong(), nowNanos);
        retryTokens = buckets.tokens.nanosUntil(1);
      }
      long retry = Math.max(retryRequests, retryTokens);
      if (retry == 0 && requestsMax.isPresent()) {
        buckets.requests.level -= 1;
      }
      return new Verdict(
          retry,
          requestsMax.isPresent() ? Optional.of(buckets.requests.status()) : Optional.empty(),
          tokensMax.isPresent() ? Optional.of(buckets.tokens.status()) : Optional.empty(),
          retry == 0 ? "" : retryRequests >= retryTokens ? "requests" : "tokens");
    }
  }

  /** Forgets the buckets of all other keys. */
  public void keepOnly(KeyTable table) {
    keys.keySet().retainAll(table.ids());
  }

  /** Takes the tokens that a request has used. */
  public void used(AdmittedKey key, long tokens, long nowNanos) {
    if (key.limits().tokensPerMinute().isEmpty()) {
      return;
    }
    Buckets buckets = keys.get(key.id());
    if (buckets == null) {
      return; // The key was revoked while its request ran, or has a limit only since then.
    }
    synchronized (buckets) {
      buckets.tokens.refill(key.limits().tokensPerMinute().getAsLong(), nowNanos);
      buckets.tokens.level -= tokens;
    }
  }
}
