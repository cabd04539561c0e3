package org.arkwright.twin.replay;

import java.security.MessageDigest;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.Digest;

/**
 * A journal that keeps only the digest of its entries: equal for two runs with the same decisions.
 */
final class DigestJournal extends PassingJournal {
  private final MessageDigest digest;

  /**
   * @param snapshot of the earlier state; numbering continues after it
   */
  DigestJournal(Optional<Snapshot> snapshot) {
    super(snapshot);
    digest = Digest.sha256();
  }

  /** SHA-256 over all entries so far, in hexadecimal. */
  String digest() {
    try {
      return HexFormat.of().formatHex(((MessageDigest) digest.clone()).digest());
    } catch (CloneNotSupportedException e) {
      throw new IllegalStateException("every JDK can clone a SHA-256 digest", e);
    }
  }

  @Override
  void pass(List<byte[]> entries) {
    for (byte[] entry : entries) {
      digest.update(entry);
      digest.update((byte) '\n');
    }
  }

  @Override
  public Verification verify() {
    return new Verification.Intact(0, lastNumber(), digest());
  }
}
