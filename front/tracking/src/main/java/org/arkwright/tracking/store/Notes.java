package org.arkwright.tracking.store;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.nio.charset.StandardCharsets;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRequest;
import org.arkwright.tracking.store.Quotas.Quota;

/** The table of parameters and tags: texts by name, of runs, experiments and models. */
public final class Notes {
  /** The longest value, in bytes. MLflow cuts at 6,000 or 8,000; here nothing is cut. */
  private static final int VALUE_MAX = 64 * 1024;

  private static final int NAME_MAX = 250;

  private Notes() {}

  /** Whose notes: each owner's text differs from every other's. */
  public static String ofExperiment(long id) {
    return "experiment:" + id;
  }

  public static String ofRegistered(long id) {
    return "registered:" + id;
  }

  public static String ofVersion(long model, long version) {
    return "version:%d:%d".formatted(model, version);
  }

  public static void checkName(String name) throws TrackingRefusal {
    if (name.isEmpty()
        || name.length() > NAME_MAX
        || name.chars().anyMatch(Character::isISOControl)
        || (name.indexOf('`') >= 0 && name.indexOf('"') >= 0)) {
      throw TrackingRefusal.invalid(
          name.length() > NAME_MAX ? name.substring(0, NAME_MAX) + "…" : name,
          "a name of 1 to %d characters, without control characters or both kinds of quotes"
              .formatted(NAME_MAX));
    }
  }

  /** Sets a tag. */
  public static void tag(TrackingSql sql, String owner, String name, String value)
      throws SQLException, TrackingRefusal {
    put(sql, owner, Quotas.TAGS, name, value);
  }

  /** Refuses tags that could not be set. */
  public static void check(List<TrackingRequest> tags) throws TrackingRefusal {
    for (TrackingRequest tag : tags) {
      checkName(tag.text("key"));
      checkSize(tag.text("key"), tag.optional("value").orElse(""));
    }
  }

  /** Sets the tags that the request lists. */
  public static void tags(TrackingSql sql, String owner, List<TrackingRequest> tags)
      throws SQLException, TrackingRefusal {
    for (TrackingRequest tag : tags) {
      tag(sql, owner, tag.text("key"), tag.optional("value").orElse(""));
    }
  }

  /** Sets a parameter. It keeps its first value; a different one is refused, as in MLflow. */
  public static void parameter(TrackingSql sql, String owner, String name, String value)
      throws SQLException, TrackingRefusal {
    Optional<String> existing = find(sql, owner, "param", name);
    if (existing.isPresent() && !existing.get().equals(value)) {
      throw TrackingRefusal.invalid(
          "Changing param values is not allowed. Param '%s' of %s is '%s', not '%s'."
              .formatted(name, owner, existing.get(), value));
    }
    if (existing.isEmpty()) {
      put(sql, owner, Quotas.PARAMS, name, value);
    }
  }

  public static Optional<String> find(TrackingSql sql, String owner, String kind, String name)
      throws SQLException {
    return sql.first(
        "SELECT value FROM notes WHERE owner = ? AND kind = ? AND name = ?",
        row -> row.getString(1),
        owner,
        kind,
        name);
  }

  /** Returns the value's size in bytes. */
  private static long checkSize(String name, String value) throws TrackingRefusal {
    long size = bytes(value);
    if (size > VALUE_MAX) {
      throw TrackingRefusal.invalid(
          "The value of '%s' has %,d bytes: expected at most %,d; log it as an artifact instead."
              .formatted(name, size, VALUE_MAX));
    }
    return size;
  }

  private static void put(TrackingSql sql, String owner, Quota quota, String name, String value)
      throws SQLException, TrackingRefusal {
    checkName(name);
    long size = checkSize(name, value);
    Optional<String> existing = find(sql, owner, quota.kind(), name);
    Quotas.add(
        sql,
        quota,
        owner,
        existing.isPresent() ? 0 : 1,
        existing.isPresent() ? size - bytes(existing.get()) : size + bytes(name));
    sql.update(
        "INSERT OR REPLACE INTO notes VALUES (?, ?, ?, ?)", owner, quota.kind(), name, value);
  }

  /** Removes a tag; returns whether there was one. */
  public static boolean untag(TrackingSql sql, String owner, String name)
      throws SQLException, TrackingRefusal {
    Optional<String> existing = find(sql, owner, "tag", name);
    if (existing.isPresent()) {
      sql.update("DELETE FROM notes WHERE owner = ? AND kind = 'tag' AND name = ?", owner, name);
      Quotas.add(sql, Quotas.TAGS, owner, -1, -bytes(existing.get()) - bytes(name));
    }
    return existing.isPresent();
  }

  /** Removes all notes of an owner. */
  public static void removeAll(TrackingSql sql, String owner) throws SQLException {
    sql.update("DELETE FROM notes WHERE owner = ?", owner);
    sql.update("DELETE FROM counts WHERE owner = ?", owner);
  }

  private static long bytes(String text) {
    return text.getBytes(StandardCharsets.UTF_8).length;
  }

  /** Returns an owner's notes of a kind, as a list of keys and values by key. */
  public static ArrayNode json(TrackingSql sql, String owner, String kind) throws SQLException {
    return json(sql, List.of(owner), kind).getOrDefault(owner, empty());
  }

  /** Returns the notes of several owners, as lists by owner; owners without any are left out. */
  public static Map<String, ArrayNode> json(TrackingSql sql, List<String> owners, String kind)
      throws SQLException {
    Map<String, ArrayNode> found = new HashMap<>();
    var _ =
        sql.list(
            "SELECT owner, name, value FROM notes"
                + " WHERE owner IN (SELECT value FROM json_each(?)) AND kind = ?"
                + " ORDER BY owner, name",
            row ->
                found
                    .computeIfAbsent(row.getString(1), _ -> empty())
                    .addObject()
                    .put("key", row.getString(2))
                    .put("value", row.getString(3)),
            TrackingSql.array(owners),
            kind);
    return found;
  }

  private static ArrayNode empty() {
    return JsonNodeFactory.instance.arrayNode();
  }
}
