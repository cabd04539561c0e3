package org.arkwright.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SchemaTest {
  @TempDir Path folder;

  private void write(String... statements) throws SQLException {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("tracking.db"));
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  /** The tables as they were before they had a version. */
  @Test
  void fileWithoutVersion_isMigrated_andKeepsWhatItHas() throws Exception {
    write(
        """
        CREATE TABLE experiments(
          id INTEGER PRIMARY KEY AUTOINCREMENT, project TEXT NOT NULL, name TEXT NOT NULL,
          stage TEXT NOT NULL, created INTEGER NOT NULL, UNIQUE (project, name))
        """,
        """
        CREATE TABLE runs(
          id TEXT PRIMARY KEY, experiment INTEGER NOT NULL, name TEXT NOT NULL, user TEXT NOT NULL,
          job TEXT NOT NULL, status TEXT NOT NULL, stage TEXT NOT NULL, started INTEGER NOT NULL,
          ended INTEGER) WITHOUT ROWID
        """,
        """
        CREATE TABLE notes(
          owner TEXT NOT NULL, kind TEXT NOT NULL, name TEXT NOT NULL, value TEXT NOT NULL,
          PRIMARY KEY (owner, kind, name)) WITHOUT ROWID
        """,
        """
        CREATE TABLE metrics(
          number INTEGER PRIMARY KEY AUTOINCREMENT, run TEXT NOT NULL, name TEXT NOT NULL,
          step INTEGER NOT NULL, at INTEGER NOT NULL, value REAL)
        """,
        """
        CREATE TABLE latest(
          run TEXT NOT NULL, name TEXT NOT NULL, step INTEGER NOT NULL, at INTEGER NOT NULL,
          value REAL, PRIMARY KEY (run, name)) WITHOUT ROWID
        """,
        "INSERT INTO experiments VALUES (7, 'lab', 'train', 'active', 5)",
        "INSERT INTO runs VALUES ('r', 7, 'a', 'ann', '', 'FINISHED', 'active', 6, 9)",
        "INSERT INTO notes VALUES ('r', 'param', 'lr', '0.1')",
        "INSERT INTO metrics VALUES (1, 'r', 'loss', 1, 6, 0.5)",
        "INSERT INTO latest VALUES ('r', 'loss', 1, 6, 0.5)");

    try (Calls calls = new Calls(folder.resolve("tracking.db"))) {
      JsonNode run =
          calls
              .post("runs/search", "{experiment_ids:['7'],filter:'metrics.loss < 1'}")
              .at("/runs/0");
      assertThat(run.at("/info/run_id").asText()).isEqualTo("r");
      assertThat(run.at("/data/params/0/value").asText()).isEqualTo("0.1");
      assertThat(
              calls
                  .get("experiments/get", "{experiment_id:'7'}")
                  .at("/experiment/last_update_time")
                  .asLong())
          .isEqualTo(5);
      calls.post("runs/set-tag", "{run_id:'r',key:'k',value:'v'}");
    }
    new Calls(folder.resolve("tracking.db")).close();
  }

  @Test
  void fileOfANewerVersion_isLeftAlone() throws Exception {
    write("PRAGMA user_version = 99", "CREATE TABLE later(x)");

    assertThatExceptionOfType(SQLException.class)
        .isThrownBy(() -> new Calls(folder.resolve("tracking.db")))
        .withMessageContaining("form 99");
  }
}
