package org.arkwright.model.id;

import java.time.Instant;
import java.util.Optional;

/**
 * A job's identity: 42 bits of milliseconds since the Unix epoch, then 22 bits that tell jobs of
 * the same millisecond apart, so ids sort by submission time. Written as 13 characters of
 * Crockford's base 32 in lower case.
 */
public record JobId(long value) implements Comparable<JobId> {
  /** Bits below the millisecond. */
  public static final int SEQUENCE_BITS = 22;

  private static final String ALPHABET = "0123456789abcdefghjkmnpqrstvwxyz";
  private static final int LENGTH = 13;

  public JobId {
    if (value < 0) {
      throw new IllegalArgumentException("a job id is not negative: " + value);
    }
  }

  /** The id numbered {@code sequence} within the millisecond; both must be in range. */
  public static JobId of(long epochMillis, int sequence) {
    if (epochMillis < 0
        || epochMillis >= 1L << 41
        || sequence < 0
        || sequence >= 1 << SEQUENCE_BITS) {
      throw new IllegalArgumentException("out of range: " + epochMillis + ", " + sequence);
    }
    return new JobId(epochMillis << SEQUENCE_BITS | sequence);
  }

  /** Reads the 13-character form, in either case; empty when the text is not one. */
  public static Optional<JobId> parse(String text) {
    if (text.length() != LENGTH) {
      return Optional.empty();
    }
    long value = 0;
    for (int i = 0; i < LENGTH; i++) {
      int digit = ALPHABET.indexOf(Character.toLowerCase(text.charAt(i)));
      if (digit < 0 || (i == 0 && digit > 7)) {
        return Optional.empty();
      }
      value = value << 5 | digit;
    }
    return Optional.of(new JobId(value));
  }

  /** When the id was made, to the millisecond. */
  public Instant time() {
    return Instant.ofEpochMilli(value >>> SEQUENCE_BITS);
  }

  @Override
  public int compareTo(JobId other) {
    return Long.compare(value, other.value);
  }

  @Override
  public String toString() {
    char[] text = new char[LENGTH];
    long rest = value;
    for (int i = LENGTH - 1; i >= 0; i--) {
      text[i] = ALPHABET.charAt((int) (rest & 31));
      rest >>>= 5;
    }
    return new String(text);
  }
}
