package org.arkwright.cli.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.security.MessageDigest;
import java.util.Enumeration;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.Objects;
import java.util.Optional;
import java.util.Set;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.follow.Submission;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.FileProblem;
import org.arkwright.cli.terminal.Terminal;
import org.arkwright.model.id.Digest;

/**
 * Files of a folder, with their digests. {@link #keep} brings them to the server, which asks for
 * those alone that it does not have.
 *
 * @param root the folder
 * @param files as they were read, by path
 * @param links targets of symbolic links, by path
 * @param leftOut paths that the ignore file named
 */
record Snapshot(
    Path root,
    SortedMap<String, Entry> files,
    SortedMap<String, String> links,
    SortedSet<String> leftOut) {
  private static final int TRIES = 3;
  private static final int NAMED_MAX = 3;
  private static final int BUFFER_BYTES = 1 << 16;

  /**
   * A file as it was read.
   *
   * @param digest SHA-256 in hexadecimal digits
   * @param size what was read, in bytes; a log may have grown since
   */
  record Entry(String digest, long size, boolean executable) {}

  /** Where the server keeps it, and how many files had to be sent. */
  record Kept(Snapshot snapshot, String digest, int filesSent) {}

  /** Reads the files of a folder whose paths are wanted. */
  static Snapshot of(Path root, FolderScan.Found found, Predicate<String> wanted)
      throws IOException {
    FolderScan.Found some = found.only(wanted);
    FolderScan.requireFits(some, root);
    SortedMap<String, Entry> files = new TreeMap<>();
    byte[] buffer = new byte[BUFFER_BYTES];
    for (String path : some.files().keySet()) {
      read(root, path, buffer).ifPresent(entry -> files.put(path, entry));
    }
    return new Snapshot(root, files, some.links(), found.leftOut());
  }

  /** Reads a file, as far as it reaches now; empty when it is gone since it was found. */
  private static Optional<Entry> read(Path root, String path, byte[] buffer) {
    Path file = root.resolve(path);
    MessageDigest digest = Digest.sha256();
    try (InputStream in = Files.newInputStream(file)) {
      long size = Files.size(file);
      long done = 0;
      while (done < size) {
        int read = in.read(buffer, 0, (int) Math.min(buffer.length, size - done));
        if (read < 0) {
          break;
        }
        digest.update(buffer, 0, read);
        done += read;
      }
      return Optional.of(
          new Entry(HexFormat.of().formatHex(digest.digest()), done, Files.isExecutable(file)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    } catch (IOException unreadable) {
      throw new FailureException(
          "cannot read %s, which would travel with the job: %s\nLeave it out with a line in %s."
              .formatted(file, FileProblem.reason(unreadable), FolderScan.OWN_IGNORE_FILE));
    }
  }

  boolean isEmpty() {
    return files.isEmpty() && links.isEmpty();
  }

  /** Of all files, in bytes. */
  long size() {
    return files.values().stream().mapToLong(Entry::size).sum();
  }

  /**
   * Brings the files to the server that it does not have. Those that change meanwhile are read and
   * sent again.
   */
  Kept keep(ApiClient api, Terminal terminal) throws IOException {
    Submission submission = new Submission(api, terminal);
    Snapshot latest = this;
    int sent = 0;
    for (int i = 0; true; i++) {
      Snapshot offered = latest;
      JsonNode answer = submission.send(() -> api.post("/snapshots", offered.manifest()));
      Set<String> missing = new TreeSet<>();
      answer.path("missing").forEach(digest -> missing.add(digest.asText("")));
      if (missing.isEmpty()) {
        return new Kept(latest, answer.path("digest").asText(""), sent);
      }
      SortedSet<String> paths = offered.pathsOf(missing);
      if (i == TRIES) {
        throw changing(paths);
      }
      if (i > 0) {
        latest = offered.readAgain(paths);
        paths.retainAll(latest.files.keySet());
      }
      Snapshot current = latest;
      SortedSet<String> once = current.oneOfEach(paths);
      var _ = submission.send(() -> api.postFiles("/snapshots/files", () -> current.content(once)));
      sent += once.size();
    }
  }

  private FailureException changing(SortedSet<String> paths) {
    String named = String.join(", ", paths.stream().limit(NAMED_MAX).toList());
    return new FailureException(
        "files of %s change while they are being sent: %s%s\n"
                .formatted(root, named, paths.size() > NAMED_MAX ? ", …" : "")
            + "Try again, or leave what changes out with a line in %s."
                .formatted(FolderScan.OWN_IGNORE_FILE));
  }

  private Snapshot readAgain(SortedSet<String> paths) {
    SortedMap<String, Entry> read = new TreeMap<>(files);
    byte[] buffer = new byte[BUFFER_BYTES];
    for (String path : paths) {
      read.remove(path);
      read(root, path, buffer).ifPresent(entry -> read.put(path, entry));
    }
    return new Snapshot(root, read, links, leftOut);
  }

  private ObjectNode manifest() {
    ObjectNode manifest = JsonNodeFactory.instance.objectNode();
    ArrayNode array = manifest.putArray("files");
    files.forEach((path, entry) ->
        array
            .addObject()
            .put("path", path)
            .put("digest", entry.digest)
            .put("size", entry.size)
            .put("executable", entry.executable));
    if (!links.isEmpty()) {
      ObjectNode targets = manifest.putObject("links");
      links.forEach(targets::put);
    }
    return manifest;
  }

  private SortedSet<String> pathsOf(Set<String> digests) {
    SortedSet<String> paths = new TreeSet<>();
    files.forEach((path, entry) -> {
      if (digests.contains(entry.digest)) {
        paths.add(path);
      }
    });
    return paths;
  }

  /** One path for each digest. */
  private SortedSet<String> oneOfEach(SortedSet<String> paths) {
    SortedMap<String, String> each = new TreeMap<>();
    paths.forEach(path -> each.put(entry(path).digest, path));
    return new TreeSet<>(each.values());
  }

  private Entry entry(String path) {
    return Objects.requireNonNull(files.get(path));
  }

  /** The files behind each other, each after its length in eight bytes. */
  @SuppressWarnings("JdkObsolete") // SequenceInputStream opens one after the other from it alone.
  private InputStream content(SortedSet<String> paths) {
    Iterator<String> each = paths.iterator();
    return new SequenceInputStream(
        new Enumeration<InputStream>() {
          @Override
          public boolean hasMoreElements() {
            return each.hasNext();
          }

          @Override
          public InputStream nextElement() {
            return part(each.next());
          }
        });
  }

  private InputStream part(String path) {
    long length = entry(path).size;
    InputStream file;
    try {
      file = Files.newInputStream(root.resolve(path));
    } catch (IOException _) {
      file = InputStream.nullInputStream(); // Gone since; what is sent then has another digest.
    }
    return new SequenceInputStream(
        new ByteArrayInputStream(ByteBuffer.allocate(Long.BYTES).putLong(length).array()),
        new ExactStream(file, length));
  }
}
