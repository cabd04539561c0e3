package org.arkwright.tracking.store;

import java.sql.SQLException;
import org.arkwright.tracking.request.TrackingRefusal;

/**
 * What one owner may keep, so that no caller fills the file for all. Each quota is generous for
 * honest use, and a refusal names it.
 */
public final class Quotas {
  private static final long MIB = 1L << 20;
  private static final long GIB = 1L << 30;

  /**
   * A quota of an owner.
   *
   * @param entries the most entries
   * @param bytes the most bytes of all entries together
   * @param words what is counted, for refusals
   */
  record Quota(String kind, long entries, long bytes, String words) {}

  static final Quota PARAMS = new Quota("param", 10_000, 16 * MIB, "parameters of a run");
  static final Quota TAGS = new Quota("tag", 2_000, 8 * MIB, "tags");
  public static final Quota METRICS =
      new Quota("metric", 10_000, Long.MAX_VALUE, "metric names of a run");
  public static final Quota VALUES =
      new Quota("value", 10_000_000, Long.MAX_VALUE, "values of all metrics of a run");
  public static final Quota FILES =
      new Quota("file", 100_000, 200 * GIB, "files of a run or a model");
  public static final Quota DATASETS = new Quota("dataset", 1_000, 64 * MIB, "datasets of a run");
  public static final Quota EXPERIMENTS =
      new Quota("experiment", 10_000, Long.MAX_VALUE, "experiments of a project");
  public static final Quota JOB_EXPERIMENTS =
      new Quota("experiment", 100, Long.MAX_VALUE, "experiments that one job creates");
  public static final Quota RUNS =
      new Quota("run", 1_000_000, Long.MAX_VALUE, "runs of an experiment");
  public static final Quota JOB_RUNS =
      new Quota("run", 10_000, Long.MAX_VALUE, "runs that one job creates");
  public static final Quota LOGGED_MODELS =
      new Quota("logged-model", 100_000, Long.MAX_VALUE, "logged models of an experiment");
  public static final Quota REGISTERED_MODELS =
      new Quota("registered-model", 10_000, Long.MAX_VALUE, "registered models of a project");
  public static final Quota EVALUATIONS =
      new Quota("evaluation", 10_000, Long.MAX_VALUE, "evaluation datasets of a project");
  public static final Quota RECORDS =
      new Quota("record", 100_000, 256 * MIB, "records of an evaluation dataset");
  public static final Quota SCORERS =
      new Quota("scorer", 10_000, 64 * MIB, "versions of scorers of an experiment");
  public static final Quota VERSIONS =
      new Quota("version", 10_000, Long.MAX_VALUE, "versions of a registered model");
  public static final Quota JOB_VERSIONS =
      new Quota("version", 1_000, Long.MAX_VALUE, "versions that one job registers");

  private Quotas() {}

  private record Count(long entries, long bytes) {}

  /** Refuses one more entry than the quota allows; counts nothing. */
  public static void check(TrackingSql sql, Quota quota, String owner)
      throws SQLException, TrackingRefusal {
    long entries =
        sql.first(
                "SELECT entries FROM counts WHERE owner = ?1 AND kind = ?2",
                row -> row.getLong(1),
                owner,
                quota.kind)
            .orElse(0L);
    refuse(quota, entries + 1);
  }

  /** Counts what is there whatever the quota says. */
  public static void count(TrackingSql sql, Quota quota, String owner, long entries)
      throws SQLException {
    var _ = added(sql, quota, owner, entries, 0);
  }

  /** Counts what is added, or with negative numbers what goes; refuses what exceeds the quota. */
  public static void add(TrackingSql sql, Quota quota, String owner, long entries, long bytes)
      throws SQLException, TrackingRefusal {
    Count count = added(sql, quota, owner, entries, bytes);
    if (entries > 0) {
      refuse(quota, count.entries);
    }
    if (bytes > 0 && count.bytes > quota.bytes) {
      throw exceeded("more than %,d MiB for the %s".formatted(quota.bytes / MIB, quota.words));
    }
  }

  private static void refuse(Quota quota, long entries) throws TrackingRefusal {
    if (entries > quota.entries) {
      throw exceeded("more than %,d %s".formatted(quota.entries, quota.words));
    }
  }

  private static Count added(TrackingSql sql, Quota quota, String owner, long entries, long bytes)
      throws SQLException {
    return sql.first(
            """
            INSERT INTO counts VALUES (?1, ?2, ?3, ?4)
            ON CONFLICT(owner, kind) DO UPDATE
            SET entries = entries + excluded.entries, bytes = bytes + excluded.bytes
            RETURNING entries, bytes
            """,
            row -> new Count(row.getLong(1), row.getLong(2)),
            owner,
            quota.kind,
            entries,
            bytes)
        .orElseThrow();
  }

  private static TrackingRefusal exceeded(String what) {
    return new TrackingRefusal(
        TrackingRefusal.Code.RESOURCE_LIMIT_EXCEEDED,
        "Quota exceeded: %s. Nothing of this request was kept; see docs/guides/tracking.md."
            .formatted(what));
  }
}
