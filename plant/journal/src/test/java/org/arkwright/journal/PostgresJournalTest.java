package org.arkwright.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.HexFormat;
import java.util.List;
import java.util.Optional;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.Assumptions;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;

@Tag("postgresql")
class PostgresJournalTest extends JournalContract {
  private static PostgresServer server;
  private static int databases;

  private String database;

  @BeforeAll
  static void startServer() throws IOException, InterruptedException {
    Optional<Path> binaries = PostgresServer.installed();
    Assumptions.assumeTrue(
        binaries.isPresent(), "PostgreSQL is not installed: its journal is not tested");
    server = PostgresServer.start(binaries.orElseThrow());
  }

  @AfterAll
  static void stopServer() throws IOException, InterruptedException {
    if (server != null) {
      server.close();
    }
  }

  @BeforeEach
  void createDatabase() throws SQLException {
    database = "journal" + ++databases;
    try (Connection connection = DriverManager.getConnection(server.url("postgres"));
        Statement statement = connection.createStatement()) {
      statement.execute("CREATE DATABASE " + database);
    }
  }

  @Override
  String location() {
    return server.url(database);
  }

  @Override
  String jdbcUrl() {
    return location();
  }

  @Override
  List<String> refuseInserts() {
    return List.of(
        "CREATE FUNCTION no_room() RETURNS trigger LANGUAGE plpgsql AS"
            + " $$ BEGIN RAISE EXCEPTION 'no room' USING ERRCODE = '53100'; END $$",
        "CREATE TRIGGER no_room BEFORE INSERT ON journal_batches"
            + " FOR EACH ROW EXECUTE FUNCTION no_room()");
  }

  @Override
  List<String> acceptInserts() {
    return List.of("DROP TRIGGER no_room ON journal_batches");
  }

  @Override
  void damageSnapshot(long number) throws SQLException {
    execute(List.of("UPDATE journal_snapshots SET image = '\\x00' WHERE number = " + number));
  }

  @Test
  void append_whileTheServerIsDown_fails_andWorksAfterItsRestart() throws Exception {
    Journal journal = open();
    journal.append(entries("a"));
    server.stopServer();
    try {
      for (int attempt = 0; attempt < 2; attempt++) {
        assertThatExceptionOfType(JournalException.class)
            .isThrownBy(() -> journal.append(entries("lost")))
            .withMessageEndingWith("Check that PostgreSQL is running and reachable.");
      }
    } finally {
      server.startServer();
    }
    assertThat(journal.append(entries("b"))).isEqualTo(2);
    assertThat(replay(journal, 0)).containsExactly("1 a", "2 b");
    assertThat(intact(journal).batches()).isEqualTo(2);
  }

  @Test
  void append_afterALostAnswer_removesUnacknowledgedBatches() throws SQLException {
    Journal journal = open();
    journal.append(entries("a"));
    // A commit whose answer was lost leaves one batch more than the writer knows of.
    Batch kept = Batch.of(2, entries("unanswered"), BatchTable.head(reader()).hash());
    execute(
        List.of(
            "INSERT INTO journal_batches (first_entry, last_entry, hash, body) VALUES (2, 2, "
                + bytes(kept.hash())
                + ", "
                + bytes(kept.body())
                + ")",
            "UPDATE journal_head SET batches = 2, last_entry = 2, hash = " + bytes(kept.hash()),
            "SELECT pg_terminate_backend(pid) FROM pg_stat_activity"
                + " WHERE datname = current_database() AND pid <> pg_backend_pid()"));
    assertThat(replay(journal, 0)).containsExactly("1 a");
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(() -> journal.append(entries("fails")));
    assertThat(journal.append(entries("b"))).isEqualTo(2);
    assertThat(replay(journal, 0)).containsExactly("1 a", "2 b");
    assertThat(intact(journal).batches()).isEqualTo(2);
  }

  @Test
  void open_ofAMissingDatabase_advisesWithoutThePassword() {
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(() -> Journals.open(server.url("nowhere") + "&password=secret"))
        .withMessageEndingWith("Create the database first.")
        .withMessageNotContaining("secret");
  }

  @Test
  void openReadOnly_ofAnEmptyDatabase_reportsThatThereIsNoJournal() {
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(() -> Journals.openReadOnly(location()))
        .withMessageEndingWith("No journal has been written there yet.");
  }

  private Connection reader() throws SQLException {
    return DriverManager.getConnection(jdbcUrl());
  }

  private static String bytes(byte[] bytes) {
    return "'\\x" + HexFormat.of().formatHex(bytes) + "'";
  }
}
