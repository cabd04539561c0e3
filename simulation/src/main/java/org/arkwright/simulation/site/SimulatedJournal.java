package org.arkwright.simulation.site;

import java.nio.ByteBuffer;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.arkwright.journal.Journal;
import org.arkwright.journal.JournalException;
import org.arkwright.model.id.Digest;

/**
 * An in-memory journal that survives crashes of the control plane: before an append, in the middle
 * of one (which is then discarded), and after one (which is durable though never acknowledged).
 */
public final class SimulatedJournal implements Journal {
  private final List<byte[]> entries = new ArrayList<>();
  private final List<Link> chain = new ArrayList<>();
  private final CrashPoints crashes;
  private final Sabotage sabotage;
  private final EntryConsumer durable;
  private final AlteredDecision altered;
  private Optional<Snapshot> snapshot = Optional.empty();
  private boolean full;

  private record Link(int entries, String hash) {}

  /**
   * Creates an empty journal.
   *
   * @param durable receives each entry as soon as it is durable
   */
  public SimulatedJournal(CrashPoints crashes, Sabotage sabotage, EntryConsumer durable) {
    this.crashes = crashes;
    this.sabotage = sabotage;
    this.durable = durable;
    this.altered = new AlteredDecision(sabotage);
  }

  /** Sets whether every append fails. */
  public void setFull(boolean isFull) {
    full = isFull;
  }

  /** Handles a crash of the control plane; durable entries stay. */
  public void crashed() {
    if (sabotage == Sabotage.EARLY_ANSWER && !chain.isEmpty()) {
      chain.removeLast();
      int left = chain.isEmpty() ? 0 : chain.getLast().entries;
      entries.subList(left, entries.size()).clear();
      snapshot = snapshot.filter(saved -> saved.number() <= left);
    }
  }

  @Override
  public long append(List<byte[]> decided) {
    crashes.pass("before an append");
    if (full) {
      throw new JournalException("The simulated disk is full.", null);
    }
    crashes.pass("in the middle of an append");
    List<byte[]> batch = decided.stream().map(altered::of).toList();
    for (byte[] entry : batch) {
      entries.add(sabotage == Sabotage.CORRUPTED_EVENT ? corrupted(entry) : entry);
    }
    chain.add(new Link(entries.size(), hash(headHash(), batch)));
    for (int i = 0; i < batch.size(); i++) {
      durable.accept(entries.size() - batch.size() + i + 1, batch.get(i));
    }
    crashes.pass("after an append");
    return entries.size();
  }

  @Override
  public long lastNumber() {
    return entries.size();
  }

  @Override
  public void replay(long after, long upTo, EntryConsumer consumer) {
    for (int i = Math.toIntExact(after); i < Math.min(upTo, entries.size()); i++) {
      consumer.accept(i + 1, entries.get(i));
    }
  }

  @Override
  public Optional<Snapshot> latestSnapshot() {
    return snapshot;
  }

  @Override
  public void saveSnapshot(Snapshot saved) {
    crashes.pass("before a snapshot");
    snapshot = Optional.of(saved);
    crashes.pass("after a snapshot");
  }

  @Override
  public Verification verify() {
    String previous = "";
    int first = 0;
    for (int i = 0; i < chain.size(); i++) {
      Link link = chain.get(i);
      previous = hash(previous, entries.subList(first, link.entries));
      if (!previous.equals(link.hash)) {
        return new Verification.Broken(i + 1, "its hash is not that of its entries");
      }
      first = link.entries;
    }
    return new Verification.Intact(chain.size(), entries.size(), previous);
  }

  @Override
  public void close() {}

  private String headHash() {
    return chain.isEmpty() ? "" : chain.getLast().hash;
  }

  private static byte[] corrupted(byte[] entry) {
    String text = new String(entry, StandardCharsets.UTF_8);
    return text.replace("\"pid\":", "\"pid\":9").getBytes(StandardCharsets.UTF_8);
  }

  private static String hash(String previous, List<byte[]> batch) {
    MessageDigest digest = Digest.sha256();
    digest.update(previous.getBytes(StandardCharsets.US_ASCII));
    for (byte[] entry : batch) {
      digest.update(ByteBuffer.allocate(Integer.BYTES).putInt(entry.length).array());
      digest.update(entry);
    }
    return HexFormat.of().formatHex(digest.digest());
  }
}
