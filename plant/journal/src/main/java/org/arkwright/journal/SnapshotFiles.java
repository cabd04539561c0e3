package org.arkwright.journal;

import java.io.IOException;
import java.nio.ByteBuffer;
import java.nio.channels.FileChannel;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.PosixFilePermissions;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.arkwright.journal.JournalReader.Snapshot;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/**
 * Snapshots as files {@code JOURNAL.snapshot-NUMBER} beside a journal file: SHA-256, then the
 * image. They are not in the database itself because saving a large one would block the writer.
 */
final class SnapshotFiles implements SnapshotShelf {
  private static final Logger LOG = LoggerFactory.getLogger(SnapshotFiles.class);
  private static final int HASH_BYTES = 32;

  private final Path journal;
  private final Pattern name;

  SnapshotFiles(Path journal) {
    this.journal = journal;
    this.name =
        Pattern.compile(Pattern.quote(journal.getFileName() + ".snapshot-") + "(\\d{1,18})");
  }

  @Override
  public void save(Snapshot snapshot) {
    Path target = sibling(".snapshot-" + snapshot.number());
    Path unfinished = sibling(".snapshot-unfinished");
    try {
      Files.deleteIfExists(unfinished);
      try (FileChannel file =
          FileChannel.open(
              unfinished,
              Set.of(StandardOpenOption.CREATE_NEW, StandardOpenOption.WRITE),
              PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")))) {
        write(file, hash(snapshot.image()));
        write(file, snapshot.image());
        file.force(true);
      }
      Files.move(unfinished, target, StandardCopyOption.ATOMIC_MOVE);
      for (Path old : newestFirst().stream().skip(KEPT).toList()) {
        Files.deleteIfExists(old);
      }
    } catch (IOException e) {
      throw new JournalException(
          "the snapshot %s cannot be saved: %s. Check its folder and its disk; the journal itself"
                  .formatted(target, e)
              + " is intact.",
          e);
    }
  }

  @Override
  public Optional<Snapshot> newest(long lastNumber) {
    try {
      for (Path file : newestFirst()) {
        Optional<Snapshot> snapshot = read(file, lastNumber);
        if (snapshot.isPresent()) {
          return snapshot;
        }
      }
      return Optional.empty();
    } catch (IOException e) {
      throw new JournalException(
          "the snapshots of %s cannot be listed: %s. Check its folder.".formatted(journal, e), e);
    }
  }

  @Override
  public void clear() {
    try {
      for (Path file : newestFirst()) {
        Files.deleteIfExists(file);
      }
    } catch (IOException e) {
      throw new JournalException(
          "the snapshots of %s cannot be deleted: %s. Check its folder.".formatted(journal, e), e);
    }
  }

  private Optional<Snapshot> read(Path file, long lastNumber) {
    if (number(file) > lastNumber) {
      LOG.warn("{} is ahead of the journal, which ends at {}: skipped", file, lastNumber);
      return Optional.empty();
    }
    try {
      byte[] bytes = Files.readAllBytes(file);
      byte[] image = Arrays.copyOfRange(bytes, Math.min(HASH_BYTES, bytes.length), bytes.length);
      if (bytes.length >= HASH_BYTES
          && MessageDigest.isEqual(Arrays.copyOf(bytes, HASH_BYTES), hash(image))) {
        return Optional.of(new Snapshot(number(file), image));
      }
      LOG.warn("{} is damaged: using an older one or a full replay", file);
    } catch (IOException e) {
      LOG.warn("{} cannot be read: skipped", file, e);
    }
    return Optional.empty();
  }

  private List<Path> newestFirst() throws IOException {
    try (Stream<Path> files = Files.list(journal.resolveSibling("."))) {
      return files
          .filter(file -> name.matcher(file.getFileName().toString()).matches())
          .sorted(Comparator.comparingLong(this::number).reversed())
          .toList();
    }
  }

  private long number(Path file) {
    Matcher matcher = name.matcher(file.getFileName().toString());
    return matcher.matches() ? Long.parseLong(matcher.group(1)) : 0;
  }

  private Path sibling(String suffix) {
    return journal.resolveSibling(journal.getFileName() + suffix);
  }

  private static void write(FileChannel file, byte[] bytes) throws IOException {
    ByteBuffer remaining = ByteBuffer.wrap(bytes);
    while (remaining.hasRemaining()) {
      file.write(remaining);
    }
  }

  private static byte[] hash(byte[] image) {
    return Batch.sha256().digest(image);
  }
}
