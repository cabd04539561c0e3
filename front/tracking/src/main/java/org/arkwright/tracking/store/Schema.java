package org.arkwright.tracking.store;

import java.sql.Connection;
import java.sql.ResultSet;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.List;

/**
 * The tables of tracking.db, as the steps that made them. {@code user_version} counts the steps
 * that a file has had; steps are only ever added. A file with more of them was written by a newer
 * arkwright and is left alone.
 */
final class Schema {
  private static final List<List<String>> STEPS = List.of(first(), second(), third(), fourth());

  private Schema() {}

  /**
   * Brings the file to this version's tables, in one transaction.
   *
   * @throws SQLException when that fails, or when the file is of a newer version
   */
  static void migrate(Connection connection) throws SQLException {
    try (Statement statement = connection.createStatement()) {
      int version;
      try (ResultSet row = statement.executeQuery("PRAGMA user_version")) {
        version = row.next() ? row.getInt(1) : 0;
      }
      if (version > STEPS.size()) {
        throw new SQLException(
            "it has form %d and this arkwright knows forms up to %d: use the newer one"
                .formatted(version, STEPS.size()));
      }
      for (List<String> step : STEPS.subList(version, STEPS.size())) {
        for (String sql : step) {
          statement.execute(sql);
        }
      }
      statement.execute("PRAGMA user_version = " + STEPS.size());
      connection.commit();
    }
  }

  /** The tables that files had before they were counted, hence IF NOT EXISTS. */
  private static List<String> first() {
    return List.of(
        """
        CREATE TABLE IF NOT EXISTS experiments(
          id INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL, name TEXT NOT NULL,
          stage TEXT NOT NULL, created INTEGER NOT NULL, UNIQUE (project, name))
        """,
        """
        CREATE TABLE IF NOT EXISTS runs(
          id TEXT PRIMARY KEY, experiment INTEGER NOT NULL, name TEXT NOT NULL, user TEXT NOT NULL,
          job TEXT NOT NULL, status TEXT NOT NULL, stage TEXT NOT NULL, started INTEGER NOT NULL,
          ended INTEGER) WITHOUT ROWID
        """,
        "CREATE INDEX IF NOT EXISTS runs_by_experiment ON runs(experiment, started)",
        "CREATE INDEX IF NOT EXISTS runs_by_job ON runs(job)",
        """
        CREATE TABLE IF NOT EXISTS notes(
          owner TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
          PRIMARY KEY (owner, kind, name)) WITHOUT ROWID
        """,
        """
        CREATE TABLE IF NOT EXISTS metrics(
          number INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL, name TEXT NOT NULL,
          step INTEGER NOT NULL, at INTEGER NOT NULL, value REAL)
        """,
        "CREATE INDEX IF NOT EXISTS metrics_by_run ON metrics(run, name, number)",
        "CREATE INDEX IF NOT EXISTS metrics_by_step ON metrics(run, name, step)",
        """
        CREATE TABLE IF NOT EXISTS latest(
          run TEXT NOT NULL, name TEXT NOT NULL, step INTEGER NOT NULL, at INTEGER NOT NULL,
          value REAL, PRIMARY KEY (run, name)) WITHOUT ROWID
        """);
  }

  /** Experiments that are edited, models, files, datasets, and counts against quotas. */
  private static List<String> second() {
    return List.of(
        "ALTER TABLE experiments ADD COLUMN location TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE experiments ADD COLUMN updated INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE experiments ADD COLUMN job TEXT NOT NULL DEFAULT ''",
        "ALTER TABLE experiments ADD COLUMN standard INTEGER NOT NULL DEFAULT 0",
        "ALTER TABLE experiments ADD COLUMN deleted INTEGER",
        "UPDATE experiments SET updated = created, standard = (name = 'Default')",
        "CREATE INDEX experiments_by_job ON experiments(job)",
        "ALTER TABLE runs ADD COLUMN deleted INTEGER",
        """
        CREATE TABLE counts(
          owner TEXT NOT NULL, kind TEXT NOT NULL, entries INTEGER NOT NULL, bytes INTEGER NOT NULL,
          PRIMARY KEY (owner, kind)) WITHOUT ROWID
        """,
        """
        INSERT INTO counts SELECT owner, kind, COUNT(*), SUM(LENGTH(name) + LENGTH(value))
        FROM notes GROUP BY owner, kind
        """,
        "INSERT INTO counts SELECT run, 'metric', COUNT(*), 0 FROM latest GROUP BY run",
        "INSERT INTO counts SELECT run, 'value', COUNT(*), 0 FROM metrics GROUP BY run",
        """
        CREATE TABLE datasets(
          id INTEGER PRIMARY KEY, experiment INTEGER NOT NULL, name TEXT NOT NULL,
          digest TEXT NOT NULL, source_type TEXT NOT NULL, source TEXT NOT NULL,
          schema TEXT NOT NULL, profile TEXT NOT NULL, UNIQUE (experiment, name, digest))
        """,
        """
        CREATE TABLE inputs(
          run TEXT NOT NULL, dataset INTEGER NOT NULL, context TEXT NOT NULL, tags TEXT NOT NULL,
          PRIMARY KEY (run, dataset)) WITHOUT ROWID
        """,
        "CREATE INDEX inputs_by_dataset ON inputs(dataset)",
        """
        CREATE TABLE run_models(
          run TEXT NOT NULL, direction TEXT NOT NULL, model TEXT NOT NULL, step INTEGER NOT NULL,
          PRIMARY KEY (run, direction, model, step)) WITHOUT ROWID
        """,
        """
        CREATE TABLE logged_models(
          id TEXT PRIMARY KEY, experiment INTEGER NOT NULL, name TEXT NOT NULL, type TEXT NOT NULL,
          status TEXT NOT NULL, run TEXT NOT NULL, job TEXT NOT NULL, created INTEGER NOT NULL,
          updated INTEGER NOT NULL, deleted INTEGER) WITHOUT ROWID
        """,
        "CREATE INDEX logged_models_by_experiment ON logged_models(experiment, created)",
        """
        CREATE TABLE model_metrics(
          model TEXT NOT NULL, name TEXT NOT NULL, run TEXT NOT NULL, step INTEGER NOT NULL,
          at INTEGER NOT NULL, value REAL, dataset TEXT NOT NULL, digest TEXT NOT NULL,
          PRIMARY KEY (model, name, run, dataset, digest)) WITHOUT ROWID
        """,
        """
        CREATE TABLE registered_models(
          id INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL, name TEXT NOT NULL,
          description TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
          highest INTEGER NOT NULL, UNIQUE (project, name))
        """,
        """
        CREATE TABLE model_versions(
          model INTEGER NOT NULL, version INTEGER NOT NULL, description TEXT NOT NULL,
          source TEXT NOT NULL, run TEXT NOT NULL, logged_model TEXT NOT NULL, user TEXT NOT NULL,
          stage TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
          artifact TEXT NOT NULL, removed INTEGER NOT NULL, PRIMARY KEY (model, version))
          WITHOUT ROWID
        """,
        """
        CREATE TABLE aliases(
          model INTEGER NOT NULL, alias TEXT NOT NULL, version INTEGER NOT NULL,
          PRIMARY KEY (model, alias)) WITHOUT ROWID
        """,
        """
        CREATE TABLE files(
          owner TEXT NOT NULL, path TEXT NOT NULL, digest TEXT NOT NULL, size INTEGER NOT NULL,
          at INTEGER NOT NULL, PRIMARY KEY (owner, path)) WITHOUT ROWID
        """);
  }

  /** Evaluation datasets, and what is said of projects. */
  private static List<String> third() {
    return List.of(
        """
        CREATE TABLE evaluation_datasets(
          id TEXT PRIMARY KEY, project TEXT NOT NULL, name TEXT NOT NULL, job TEXT NOT NULL,
          user TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
          UNIQUE (project, name)) WITHOUT ROWID
        """,
        """
        CREATE TABLE dataset_experiments(
          dataset TEXT NOT NULL, experiment INTEGER NOT NULL, PRIMARY KEY (dataset, experiment))
          WITHOUT ROWID
        """,
        """
        CREATE TABLE dataset_records(
          number INTEGER PRIMARY KEY AUTOINCREMENT, dataset TEXT NOT NULL, inputs TEXT NOT NULL,
          record TEXT NOT NULL, created INTEGER NOT NULL, updated INTEGER NOT NULL,
          UNIQUE (dataset, inputs))
        """,
        """
        CREATE TABLE workspaces(
          project TEXT PRIMARY KEY, description TEXT NOT NULL) WITHOUT ROWID
        """);
  }

  /** Scorers. */
  private static List<String> fourth() {
    return List.of(
        """
        CREATE TABLE scorers(
          experiment INTEGER NOT NULL, name TEXT NOT NULL, version INTEGER NOT NULL,
          id TEXT NOT NULL, job TEXT NOT NULL, text TEXT NOT NULL, created INTEGER NOT NULL,
          PRIMARY KEY (experiment, name, version)) WITHOUT ROWID
        """);
  }
}
