package org.arkwright.ledger;

import java.util.ArrayList;
import java.util.List;

/**
 * When a replica answered requests whose tokens are known. That time is paid for by the tokens,
 * where they have a price; the rest, idle or answering what has no tokens, by its length.
 *
 * @param bookedNanos how much of such time was booked before the spans
 * @param spans the times that are not booked yet, in order and apart from each other
 */
public record Answering(long bookedNanos, List<Span> spans) {
  static final Answering NEVER = new Answering(0, List.of());

  /** Requests that follow each other so soon are one time: usage is handed over once a second. */
  private static final long GAP_NANOS = 1_000_000_000L;

  private static final int SPANS_MAX = 256;

  /** A time from one instant to before another, in nanoseconds since the Unix epoch. */
  public record Span(long fromNanos, long toNanos) {}

  public Answering {
    spans = List.copyOf(spans);
  }

  /** Whether there are so many spans that the earlier ones should be booked. */
  boolean isLong() {
    return spans.size() > SPANS_MAX;
  }

  /** Where the earlier half of the spans ends. */
  long middleNanos() {
    return spans.get(spans.size() / 2).toNanos();
  }

  Answering with(long fromNanos, long toNanos) {
    if (toNanos <= fromNanos) {
      return this;
    }
    long from = fromNanos;
    long to = toNanos;
    List<Span> before = new ArrayList<>();
    List<Span> after = new ArrayList<>();
    for (Span span : spans) {
      if (span.toNanos + GAP_NANOS < from) {
        before.add(span);
      } else if (span.fromNanos - GAP_NANOS > to) {
        after.add(span);
      } else {
        from = Math.min(from, span.fromNanos);
        to = Math.max(to, span.toNanos);
      }
    }
    before.add(new Span(from, to));
    before.addAll(after);
    return new Answering(bookedNanos, before);
  }

  /** The state after everything up to an instant was booked. */
  Answering postedTo(long nanos) {
    long booked = bookedNanos;
    List<Span> left = new ArrayList<>();
    for (Span span : spans) {
      booked += Math.max(0, Math.min(span.toNanos, nanos) - span.fromNanos);
      if (span.toNanos > nanos) {
        left.add(new Span(Math.max(span.fromNanos, nanos), span.toNanos));
      }
    }
    return new Answering(booked, left);
  }

  /** The sum of all time that was answered up to an instant. */
  long nanosUntil(long nanos) {
    return postedTo(nanos).bookedNanos;
  }

  /** A part of a period, and whether its tokens pay for it. */
  record Part(long fromNanos, long toNanos, boolean byTokens) {}

  /** Splits a period; the parts follow each other without gaps. */
  List<Part> parts(long fromNanos, long toNanos) {
    List<Part> parts = new ArrayList<>();
    long at = fromNanos;
    for (Span span : spans) {
      long from = Math.clamp(span.fromNanos, at, Math.max(at, toNanos));
      long to = Math.clamp(span.toNanos, from, Math.max(from, toNanos));
      add(parts, at, from, false);
      add(parts, from, to, true);
      at = to;
    }
    add(parts, at, toNanos, false);
    return parts;
  }

  private static void add(List<Part> parts, long from, long to, boolean byTokens) {
    if (to > from) {
      parts.add(new Part(from, to, byTokens));
    }
  }
}
