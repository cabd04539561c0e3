package org.arkwright.tracking;

import java.sql.SQLException;
import java.util.HashSet;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.stream.Collectors;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.ProjectName;
import org.arkwright.tracking.Registry.Model;
import org.arkwright.tracking.Registry.Version;
import org.arkwright.tracking.store.Notes;
import org.arkwright.tracking.store.Quotas;
import org.arkwright.tracking.store.TrackingSql;

/** The rows of registered versions that stand for versions of artifacts. */
final class ArtifactRows {
  private static final long NANOS_PER_MILLI = 1_000_000;

  private ArtifactRows() {}

  /** A row. */
  private record Row(long model, long version, String artifact, boolean removed) {}

  /** Returns the artifacts of a model's versions, the newest first. */
  static List<ArtifactRef> of(TrackingSql sql, Model model) throws SQLException {
    return sql
        .list(
            """
            SELECT artifact FROM model_versions
            WHERE model = ? AND removed = 0 AND artifact <> '' ORDER BY version DESC
            """,
            row -> ArtifactRef.parse(row.getString(1)),
            model.id())
        .stream()
        .flatMap(Optional::stream)
        .toList();
  }

  /**
   * Adds rows for artifacts that have none, and removes those whose artifact is gone.
   *
   * @param found all model artifacts of the project
   */
  static void follow(
      TrackingSql sql, ProjectName project, List<ArtifactVersion> found, long nowMillis)
      throws SQLException {
    List<Row> rows =
        sql.list(
            """
            SELECT v.model, v.version, v.artifact, v.removed
            FROM model_versions v JOIN registered_models m ON m.id = v.model
            WHERE m.project = ? AND v.artifact <> ''
            """,
            row -> new Row(row.getLong(1), row.getLong(2), row.getString(3), row.getInt(4) > 0),
            project.value());
    Set<String> present =
        found.stream().map(version -> version.ref().toString()).collect(Collectors.toSet());
    Set<String> known = new HashSet<>();
    for (Row row : rows) {
      known.add(row.artifact);
      if (!row.removed && !present.contains(row.artifact)) {
        Registry.remove(sql, row.model, row.version);
        Registry.touch(sql, row.model, nowMillis);
      }
    }
    for (ArtifactVersion version : found) {
      if (!known.contains(version.ref().toString())) {
        add(sql, project, version);
      }
    }
  }

  private static void add(TrackingSql sql, ProjectName project, ArtifactVersion version)
      throws SQLException {
    long at = version.atNanos() / NANOS_PER_MILLI;
    Model model = Registry.ofArtifact(sql, project, version.name().name(), at);
    String artifact = version.ref().toString();
    Quotas.count(sql, Quotas.VERSIONS, Notes.ofRegistered(model.id()), 1);
    var _ =
        Registry.add(
            sql,
            model,
            new Version(
                model.id(),
                model.name(),
                version.version(),
                "",
                Registry.artifactLocation(artifact),
                "",
                "",
                version.by(),
                Registry.NO_STAGE,
                at,
                at,
                artifact));
  }
}
