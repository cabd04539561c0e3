package org.arkwright.model.id;

import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.Optional;

/** A SHA-256 digest, written as 64 hexadecimal digits in lower case. */
public record Digest(String hex) implements Comparable<Digest> {
  /** The syntax that {@link #parse} accepts, for error messages. */
  public static final String SYNTAX = "a SHA-256 digest: 64 hexadecimal digits in lower case";

  public Digest {
    if (!hex.matches("[0-9a-f]{64}")) {
      throw new IllegalArgumentException("'%s' is not %s".formatted(hex, SYNTAX));
    }
  }

  /** Returns a new computation of a SHA-256 digest, which may be fed in pieces. */
  public static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java platform has SHA-256", e);
    }
  }

  /** The digest of these 32 bytes. */
  public static Digest of(byte[] bytes) {
    return new Digest(HexFormat.of().formatHex(bytes));
  }

  /** Reads {@link #SYNTAX}; empty when the text is something else. */
  public static Optional<Digest> parse(String text) {
    return text.matches("[0-9a-f]{64}") ? Optional.of(new Digest(text)) : Optional.empty();
  }

  @Override
  public int compareTo(Digest other) {
    return hex.compareTo(other.hex);
  }

  @Override
  public String toString() {
    return hex;
  }
}
