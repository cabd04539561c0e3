package org.arkwright.tracking;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.store.Quotas;
import org.arkwright.tracking.store.TrackingSql;

/**
 * The table of files that runs and logged models keep, by owner and path. The contents are in the
 * store of artifacts, by digest.
 */
final class RunFiles {
  private static final int PATH_MAX = 1_024;

  private RunFiles() {}

  /**
   * A stored file.
   *
   * @param digest SHA-256, in hex
   */
  record StoredFile(String path, String digest, long size) {}

  /** Returns the path without what means nothing in it; the root is an empty text. */
  static String checked(String path) throws TrackingRefusal {
    String trimmed = path.replaceAll("/+$", "");
    if (trimmed.isEmpty() || trimmed.equals(".")) {
      if (path.startsWith("/")) {
        throw TrackingRefusal.invalid("Invalid path");
      }
      return "";
    }
    String relative = trimmed.startsWith("./") ? trimmed.substring(2) : trimmed;
    boolean safe =
        relative.length() <= PATH_MAX
            && relative.indexOf('\\') < 0
            && relative.chars().noneMatch(Character::isISOControl)
            && Arrays.stream(relative.split("/", -1))
                .noneMatch(part -> part.isEmpty() || part.equals(".") || part.equals(".."));
    if (!safe) {
      throw TrackingRefusal.invalid("Invalid path");
    }
    return relative;
  }

  static Optional<StoredFile> find(TrackingSql sql, String owner, String path) throws SQLException {
    return sql.first(
        "SELECT * FROM files WHERE owner = ? AND path = ?",
        row -> new StoredFile(row.getString("path"), row.getString("digest"), row.getLong("size")),
        owner,
        path);
  }

  /** Keeps a file; one of that path is replaced. */
  static void put(TrackingSql sql, String owner, StoredFile file, long nowMillis)
      throws SQLException, TrackingRefusal {
    if (file.path.isEmpty()) {
      throw TrackingRefusal.invalid("Invalid path");
    }
    for (int slash = file.path.indexOf('/');
        slash >= 0;
        slash = file.path.indexOf('/', slash + 1)) {
      if (find(sql, owner, file.path.substring(0, slash)).isPresent()) {
        throw TrackingRefusal.invalid(
            "'%s' is a file, so '%s' cannot be below it."
                .formatted(file.path.substring(0, slash), file.path));
      }
    }
    if (below(sql, owner, file.path, 1).iterator().hasNext()) {
      throw TrackingRefusal.invalid(
          "'%s' is a folder, so it cannot be a file.".formatted(file.path));
    }
    Optional<StoredFile> before = find(sql, owner, file.path);
    Quotas.add(
        sql,
        Quotas.FILES,
        owner,
        before.isPresent() ? 0 : 1,
        file.size - before.map(StoredFile::size).orElse(0L));
    sql.update(
        "INSERT OR REPLACE INTO files VALUES (?, ?, ?, ?, ?)",
        owner,
        file.path,
        file.digest,
        file.size,
        nowMillis);
  }

  /** Returns the files below a folder, in order; of the root all files. */
  static List<StoredFile> below(TrackingSql sql, String owner, String folder, int limit)
      throws SQLException {
    return sql.list(
        "SELECT * FROM files WHERE owner = ?1 AND (?2 = '' OR (path > ?2 || '/' AND path < ?2 ||"
            + " '0')) ORDER BY path LIMIT ?3",
        row -> new StoredFile(row.getString("path"), row.getString("digest"), row.getLong("size")),
        owner,
        folder,
        limit);
  }

  /** Returns all files below a folder, in order. */
  static List<StoredFile> below(TrackingSql sql, String owner, String folder) throws SQLException {
    return below(sql, owner, folder, Integer.MAX_VALUE);
  }

  /** Whether a file is below a folder; all are below the root. */
  static boolean isBelow(String path, String folder) {
    return folder.isEmpty() || path.startsWith(folder + "/");
  }

  /** Removes a file, or all files below a folder. */
  static void delete(TrackingSql sql, String owner, String path)
      throws SQLException, TrackingRefusal {
    Optional<StoredFile> one = find(sql, owner, path);
    List<StoredFile> gone = one.isPresent() ? List.of(one.get()) : below(sql, owner, path);
    for (StoredFile file : gone) {
      sql.update("DELETE FROM files WHERE owner = ? AND path = ?", owner, file.path);
      Quotas.add(sql, Quotas.FILES, owner, -1, -file.size);
    }
  }

  /**
   * Returns what is in a folder: files and folders, in order.
   *
   * @param whole whether paths are given from the root, else from the folder
   */
  static ArrayNode json(TrackingSql sql, String owner, String folder, boolean whole)
      throws SQLException {
    return entries(
        below(sql, owner, folder).stream()
            .map(file -> TrackingFiles.content(file, file.path()))
            .toList(),
        folder,
        whole);
  }

  /** Returns what is in a folder, of which these are all files below. */
  static ArrayNode entries(List<TrackingFiles.Content> files, String folder, boolean whole) {
    int start = folder.isEmpty() ? 0 : folder.length() + 1;
    TreeMap<String, ObjectNode> entries = new TreeMap<>();
    for (TrackingFiles.Content file : files) {
      int slash = file.path().indexOf('/', start);
      String path = slash < 0 ? file.path() : file.path().substring(0, slash);
      entries.computeIfAbsent(
          path,
          _ -> {
            ObjectNode entry =
                JsonNodeFactory.instance
                    .objectNode()
                    .put("path", whole ? path : path.substring(start))
                    .put("is_dir", slash >= 0);
            return slash >= 0 ? entry : entry.put("file_size", file.size());
          });
    }
    ArrayNode json = JsonNodeFactory.instance.arrayNode();
    entries.values().forEach(json::add);
    return json;
  }
}
