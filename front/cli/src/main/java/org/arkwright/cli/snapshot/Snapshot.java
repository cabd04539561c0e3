package org.arkwright.cli.snapshot;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;
import java.io.SequenceInputStream;
import java.io.UncheckedIOException;
import java.nio.ByteBuffer;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.security.MessageDigest;
import java.util.ArrayList;
import java.util.Collections;
import java.util.HexFormat;
import java.util.Iterator;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import java.util.SortedSet;
import java.util.TreeMap;
import java.util.TreeSet;
import java.util.function.Predicate;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.follow.Submission;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.Terminal;
import org.arkwright.model.id.Digest;

/**
 * Files of a folder, with their digests. {@link #keep} brings them to the server, which asks for
 * those alone that it does not have.
 *
 * @param root the folder
 * @param digests of the files, by path
 */
record Snapshot(Path root, FolderScan.Found found, SortedMap<String, String> digests) {
  private static final int TRIES = 3;

  /** Reads the files of a folder whose paths are wanted. */
  static Snapshot of(Path root, FolderScan.Found found, Predicate<String> wanted)
      throws IOException {
    SortedMap<String, BasicFileAttributes> files = new TreeMap<>(found.files());
    files.keySet().removeIf(wanted.negate());
    SortedMap<String, String> links = new TreeMap<>(found.links());
    links.keySet().removeIf(wanted.negate());
    long size = files.values().stream().mapToLong(BasicFileAttributes::size).sum();
    FolderScan.Found some =
        new FolderScan.Found(files, links, found.leftOut(), found.notes(), size);
    FolderScan.requireFits(some, root);
    return new Snapshot(root, some, digests(root, files));
  }

  private static SortedMap<String, String> digests(
      Path root, SortedMap<String, BasicFileAttributes> files) throws IOException {
    SortedMap<String, String> digests = new TreeMap<>();
    byte[] buffer = new byte[1 << 16];
    for (String path : files.keySet()) {
      MessageDigest digest = Digest.sha256();
      try (InputStream in = Files.newInputStream(root.resolve(path))) {
        for (int read = in.read(buffer); read >= 0; read = in.read(buffer)) {
          digest.update(buffer, 0, read);
        }
      } catch (IOException unreadable) {
        throw new FailureException(
            "cannot read %s, which would travel with the job: %s\nLeave it out with a line in %s."
                .formatted(
                    root.resolve(path), unreadable.getMessage(), FolderScan.OWN_IGNORE_FILE));
      }
      digests.put(path, HexFormat.of().formatHex(digest.digest()));
    }
    return digests;
  }

  boolean isEmpty() {
    return found.files().isEmpty() && found.links().isEmpty();
  }

  /** Where the server keeps it, and how much had to be sent. */
  record Kept(String digest, int filesSent, long bytesSent) {}

  /** Brings the files to the server that it does not have. */
  Kept keep(ApiClient api, Terminal terminal) throws IOException {
    Submission submission = new Submission(api, terminal);
    int sent = 0;
    long bytes = 0;
    for (int i = 0; i < TRIES; i++) {
      JsonNode answer = submission.send(() -> api.post("/snapshots", manifest()));
      List<String> missing = new ArrayList<>();
      answer.path("missing").forEach(digest -> missing.add(digest.asText("")));
      if (missing.isEmpty()) {
        return new Kept(answer.path("digest").asText(""), sent, bytes);
      }
      SortedSet<String> paths = pathsOf(missing);
      var _ = submission.send(() -> api.postFiles("/snapshots/files", () -> content(paths)));
      sent += paths.size();
      for (String path : paths) {
        bytes += size(path);
      }
    }
    throw new FailureException(
        "files below %s change while they are being sent\nTry again, or leave what changes out with"
                .formatted(root)
            + " a line in "
            + FolderScan.OWN_IGNORE_FILE
            + ".");
  }

  private ObjectNode manifest() {
    ObjectNode manifest = JsonNodeFactory.instance.objectNode();
    ArrayNode files = manifest.putArray("files");
    digests.forEach((path, digest) ->
        files
            .addObject()
            .put("path", path)
            .put("digest", digest)
            .put("size", size(path))
            .put("executable", Files.isExecutable(root.resolve(path))));
    if (!found.links().isEmpty()) {
      ObjectNode links = manifest.putObject("links");
      found.links().forEach(links::put);
    }
    return manifest;
  }

  private long size(String path) {
    BasicFileAttributes attributes = found.files().get(path);
    return attributes == null ? 0 : attributes.size();
  }

  /** One path for each digest. */
  private SortedSet<String> pathsOf(List<String> missing) {
    Map<String, String> paths = new TreeMap<>();
    digests.forEach((path, digest) -> paths.put(digest, path));
    paths.keySet().retainAll(missing);
    return new TreeSet<>(paths.values());
  }

  /** The files behind each other, each after its length in eight bytes. */
  private InputStream content(SortedSet<String> paths) {
    Iterator<String> each = paths.iterator();
    return new SequenceInputStream(
        Collections.enumeration(
            new java.util.AbstractCollection<InputStream>() {
              @Override
              public Iterator<InputStream> iterator() {
                return new Iterator<>() {
                  @Override
                  public boolean hasNext() {
                    return each.hasNext();
                  }

                  @Override
                  public InputStream next() {
                    return part(each.next());
                  }
                };
              }

              @Override
              public int size() {
                return paths.size();
              }
            }));
  }

  private InputStream part(String path) {
    long length = size(path);
    try {
      return new SequenceInputStream(
          new java.io.ByteArrayInputStream(ByteBuffer.allocate(8).putLong(length).array()),
          new ExactStream(Files.newInputStream(root.resolve(path)), length));
    } catch (IOException unreadable) {
      throw new UncheckedIOException(unreadable);
    }
  }
}
