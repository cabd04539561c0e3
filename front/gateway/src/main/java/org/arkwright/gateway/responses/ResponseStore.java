package org.arkwright.gateway.responses;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.nio.file.attribute.BasicFileAttributes;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.HashMap;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.function.LongSupplier;
import java.util.stream.Stream;
import org.arkwright.file.WholeFile;

/**
 * Responses that go on: a file for each, below a folder for the key that asked. They are kept for a
 * time and up to a size; the oldest go first, those of a key that takes too much before others. Any
 * thread; blocks for the disk.
 */
public final class ResponseStore {
  private static final String ENDING = ".json";

  /** What one key's may take of the whole. */
  private static final int SHARE = 4;

  private final Path folder;
  private final LongSupplier nowMillis;
  private final Bounds bounds;
  private final Map<Name, Kept> kept = new LinkedHashMap<>();
  private final Map<String, Long> bytesOf = new HashMap<>();
  private long bytes;

  /**
   * How much is kept.
   *
   * @param bytes of all together
   * @param millis of each, since it was made
   */
  public record Bounds(long bytes, long millis) {}

  private record Name(String owner, ResponseId id) {}

  private record Kept(long bytes, long atMillis) {}

  private ResponseStore(Path folder, LongSupplier nowMillis, Bounds bounds) {
    this.folder = folder;
    this.nowMillis = nowMillis;
    this.bounds = bounds;
  }

  /**
   * Opens the store, and finds what earlier processes kept.
   *
   * @param folder may not exist yet
   * @param nowMillis since the Unix epoch
   */
  public static ResponseStore open(Path folder, LongSupplier nowMillis, Bounds bounds)
      throws IOException {
    ResponseStore store = new ResponseStore(folder, nowMillis, bounds);
    if (Files.isDirectory(folder)) {
      store.find();
    }
    return store;
  }

  private void find() throws IOException {
    Map<Name, Kept> found = new LinkedHashMap<>();
    try (Stream<Path> files = Files.walk(folder, 2)) {
      for (Path file : (Iterable<Path>) files::iterator) {
        String name = file.getFileName().toString();
        Path parent = file.getParent();
        if (name.endsWith(ENDING) && parent != null) {
          Optional<ResponseId> id =
              ResponseId.of(name.substring(0, name.length() - ENDING.length()));
          BasicFileAttributes of = Files.readAttributes(file, BasicFileAttributes.class);
          id.ifPresent(known ->
              found.put(
                  new Name(String.valueOf(parent.getFileName()), known),
                  new Kept(of.size(), of.lastModifiedTime().toMillis())));
        }
      }
    }
    synchronized (this) {
      found.entrySet().stream()
          .sorted(Comparator.comparingLong(entry -> entry.getValue().atMillis()))
          .forEach(entry -> add(entry.getKey(), entry.getValue()));
    }
  }

  private void add(Name name, Kept one) {
    kept.put(name, one);
    count(name, one.bytes());
  }

  private void count(Name name, long more) {
    bytes += more;
    bytesOf.merge(name.owner(), more, Long::sum);
    bytesOf.remove(name.owner(), 0L);
  }

  private Path file(Name name) {
    return folder.resolve(name.owner()).resolve(name.id() + ENDING);
  }

  /**
   * Keeps a response; when this returns, it survives a power loss.
   *
   * @param owner the id of the key that asked
   */
  void put(String owner, ResponseId id, byte[] content) throws IOException {
    Name name = new Name(owner, id);
    Path file = file(name);
    Files.createDirectories(folder.resolve(owner));
    WholeFile.replacePrivate(file, content);
    List<Name> gone;
    synchronized (this) {
      add(name, new Kept(content.length, nowMillis.getAsLong()));
      gone = surplus(owner);
    }
    for (Name old : gone) {
      Files.deleteIfExists(file(old));
    }
  }

  /** Takes out of the index what is too old or too much. */
  private List<Name> surplus(String owner) {
    List<Name> gone = new ArrayList<>();
    long oldest = nowMillis.getAsLong() - bounds.millis();
    Iterator<Map.Entry<Name, Kept>> all = kept.entrySet().iterator();
    while (all.hasNext()) {
      Map.Entry<Name, Kept> entry = all.next();
      boolean tooOld = entry.getValue().atMillis() < oldest;
      boolean greedy = bytesOf.getOrDefault(owner, 0L) > bounds.bytes() / SHARE;
      if (!tooOld && bytes <= bounds.bytes() && !greedy) {
        break; // All others are newer.
      }
      if (tooOld || bytes > bounds.bytes() || entry.getKey().owner().equals(owner)) {
        all.remove();
        count(entry.getKey(), -entry.getValue().bytes());
        gone.add(entry.getKey());
      }
    }
    return gone;
  }

  /** Returns what a key kept; empty when it is not there, or is another's, or too old. */
  Optional<byte[]> get(String owner, ResponseId id) throws IOException {
    Name name = new Name(owner, id);
    synchronized (this) {
      Kept one = kept.get(name);
      if (one == null || one.atMillis() < nowMillis.getAsLong() - bounds.millis()) {
        return Optional.empty();
      }
    }
    try {
      return Optional.of(Files.readAllBytes(file(name)));
    } catch (NoSuchFileException _) {
      return Optional.empty();
    }
  }

  /** Forgets a response; false when there was none. */
  boolean delete(String owner, ResponseId id) throws IOException {
    Name name = new Name(owner, id);
    synchronized (this) {
      Kept one = kept.remove(name);
      if (one == null) {
        return false;
      }
      count(name, -one.bytes());
    }
    return Files.deleteIfExists(file(name));
  }
}
