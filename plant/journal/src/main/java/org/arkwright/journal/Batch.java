package org.arkwright.journal;

import java.nio.ByteBuffer;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.List;

/**
 * One link of the chain: the entries {@code first} to {@code last}, each as its length (4 bytes)
 * and its bytes.
 *
 * @param hash SHA-256 of the hash before it, {@code first} (8 bytes) and the body
 */
@SuppressWarnings("ArrayRecordComponent") // never compared
record Batch(long first, long last, byte[] hash, byte[] body) {
  /** The hash before the first batch. */
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

  /** Whether the hash is what follows from the one before. */
  boolean follows(byte[] previousHash) {
    return MessageDigest.isEqual(hash, hash(previousHash, first, body));
  }

  /** Hands over the entries with a number above {@code after}, up to {@code upTo}. */
  void forEach(long after, long upTo, JournalReader.EntryConsumer consumer) {
    ByteBuffer rest = ByteBuffer.wrap(body);
    for (long number = first; number <= Math.min(last, upTo); number++) {
      int length = rest.getInt();
      if (number <= after) {
        rest.position(rest.position() + length);
      } else {
        byte[] entry = new byte[length];
        rest.get(entry);
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
