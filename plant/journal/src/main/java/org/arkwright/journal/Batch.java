package org.arkwright.journal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * A link of the hash chain: the entries {@code first} to {@code last}, each as its length (4 bytes)
 * and its bytes.
 *
 * @param hash SHA-256 of the previous batch's hash, {@code first} (8 bytes) and the body
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Batch(long first, long last, byte[] hash, byte[] body) {
  /** The hash that precedes the first batch. */
  static final byte[] GENESIS = new byte[32];

  static Batch of(long first, List<byte[]> entries, byte[] previousHash) {
    long size = entries.stream().mapToLong(entry -> Integer.BYTES + (long) entry.length).sum();
    ByteBuffer body = ByteBuffer.allocate(Math.toIntExact(size));
    for (byte[] entry : entries) {
      body.putInt(entry.length).put(entry);
    }
    byte[] bytes = body.array();
    return new Batch(first, first + entries.size() - 1, hash(previousHash, first, bytes), bytes);
  }

  /** Whether the hash continues the chain from the previous one. */
  boolean follows(byte[] previousHash) {
    return MessageDigest.isEqual(hash, hash(previousHash, first, body));
  }

  /** Passes the entries numbered above {@code after}, up to {@code upTo}, to the consumer. */
  void forEach(long after, long upTo, JournalReader.EntryConsumer consumer) {
    ByteBuffer remaining = ByteBuffer.wrap(body);
    for (long number = first; number <= Math.min(last, upTo); number++) {
      int length = remaining.getInt();
      if (number <= after) {
        remaining.position(remaining.position() + length);
      } else {
        byte[] entry = new byte[length];
        remaining.get(entry);
        consumer.accept(number, entry);
      }
    }
  }

  private static byte[] hash(byte[] previousHash, long first, byte[] body) {
    MessageDigest digest = sha256();
    digest.update(previousHash);
    digest.update(ByteBuffer.allocate(Long.BYTES).putLong(0, first));
    return digest.digest(body);
  }

  static MessageDigest sha256() {
    try {
      return MessageDigest.getInstance("SHA-256");
    } catch (NoSuchAlgorithmException e) {
      throw new IllegalStateException("every Java has SHA-256", e);
    }
  }
}
