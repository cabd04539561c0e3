package org.arkwright.gateway.key;

import java.util.Map;
import java.util.Optional;
import java.util.OptionalLong;
import java.util.concurrent.ConcurrentHashMap;

/**
 * Holds each key to its limits by two buckets that refill steadily, a minute's worth deep. A
 * request needs one of its kind and a bucket of tokens that is not empty; its tokens are taken once
 * they are known, so the bucket may sink below zero and is then waited for. Safe for any thread.
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

    private long nanosUntil(double wanted) {
      return level >= wanted ? 0 : (long) ((wanted - level) * NANOS_PER_MINUTE / limit);
    }

    private Standing standing() {
      return new Standing(limit, (long) Math.max(0, level), nanosUntil((double) limit));
    }
  }

  /**
   * Where a key stands with one limit.
   *
   * @param resetNanos until nothing of it is used any more
   */
  public record Standing(long limit, long remaining, long resetNanos) {}

  /**
   * Whether a request may go on.
   *
   * @param retryNanos 0 when it may; else after how long it could
   * @param requests empty where there is no such limit
   * @param what which limit stands in the way; empty when none does
   */
  public record Verdict(
      long retryNanos, Optional<Standing> requests, Optional<Standing> tokens, String what) {
    public boolean admitted() {
      return retryNanos == 0;
    }
  }

  private static final Verdict UNLIMITED = new Verdict(0, Optional.empty(), Optional.empty(), "");

  /** Takes one request from the key's bucket, or says how long to wait. */
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
          requestsMax.isPresent() ? Optional.of(buckets.requests.standing()) : Optional.empty(),
          tokensMax.isPresent() ? Optional.of(buckets.tokens.standing()) : Optional.empty(),
          retry == 0 ? "" : retryRequests >= retryTokens ? "requests" : "tokens");
    }
  }

  /** Takes what a request has used. */
  public void used(AdmittedKey key, long tokens, long nowNanos) {
    if (key.limits().tokensPerMinute().isEmpty()) {
      return;
    }
    Buckets buckets = keys.computeIfAbsent(key.id(), _ -> new Buckets());
    synchronized (buckets) {
      buckets.tokens.refill(key.limits().tokensPerMinute().getAsLong(), nowNanos);
      buckets.tokens.level -= tokens;
    }
  }
}
