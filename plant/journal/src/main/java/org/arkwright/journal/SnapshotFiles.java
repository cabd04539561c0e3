package org.arkwright.journal;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Arrays;
import java.util.Comparator;
import java.util.List;
import java.util.Optional;
import java.util.regex.Matcher;
import java.util.regex.Pattern;
import java.util.stream.Stream;
import org.arkwright.file.WholeFile;
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
    try {
      for (Path unfinished : drafts()) {
        Files.deleteIfExists(unfinished); // a crash left it
      }
      WholeFile.replacePrivate(target, hash(snapshot.image()), snapshot.image());
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
  public Optional<Snapshot> newest(long lastNumber, long atMost) {
    try {
      for (Path file : newestFirst()) {
        boolean later = number(file) > atMost && number(file) <= lastNumber;
        Optional<Snapshot> snapshot = later ? Optional.empty() : read(file, lastNumber);
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

  private List<Path> drafts() throws IOException {
    try (Stream<Path> files = Files.list(journal.resolveSibling("."))) {
      String beginning = sibling(".snapshot-").getFileName().toString();
      return files
          .filter(file -> file.getFileName().toString().startsWith(beginning))
          .filter(file -> !name.matcher(file.getFileName().toString()).matches())
          .toList();
    }
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

  private static byte[] hash(byte[] image) {
    return Batch.sha256().digest(image);
  }
}
