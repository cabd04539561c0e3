package org.arkwright.server;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.Statement;
import java.util.List;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;
import org.arkwright.server.home.HomeFolder;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The journal of a home is the one that it wrote last, whole, or the start says what is wrong. */
class JournalOfAHomeTest {
  private static final String SUBMIT = "{name: a, command: ['true'], resources: {cpus: 0.5}}";

  @TempDir private Path folder;

  @Test
  void journalThatLostItsTail_isNoticedByTheStart_andByVerify() throws Exception {
    writeSome();
    sql(
        "DELETE FROM journal_batches WHERE last_entry > 1",
        "UPDATE journal_head SET batches = 1, last_entry = 1,"
            + " hash = (SELECT hash FROM journal_batches)");

    assertThat(verify()).contains("\"intact\":false", "although entry");
    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> new TestServer(folder))
        .withMessageContaining("is not the one that this home wrote last: it ends with entry 1,")
        .withMessageContaining("--accept-journal")
        .satisfies(e -> assertThat(e.exitCode()).isEqualTo(ExitCodes.JOURNAL));
    new TestServer(folder, true).close();
    new TestServer(folder).close();
    assertThat(verify()).contains("\"intact\":true");
  }

  @Test
  void journalWithoutItsHead_isNotTakenForAnEmptyOne() throws Exception {
    writeSome();
    sql("DELETE FROM journal_head");

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> new TestServer(folder))
        .withMessageContaining("its head record is missing");
  }

  @Test
  void journalThatIsGone_isNotBegunAnew() throws Exception {
    writeSome();
    Files.delete(folder.resolve("journal.db"));

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> new TestServer(folder))
        .withMessageContaining("it ends with entry 0, although entry");
  }

  @Test
  void journalWithAMissingBatch_isOneSentenceWithTheBatch() throws Exception {
    writeSome();
    // How many entries a batch has is for the writer to choose.
    sql(
        "DELETE FROM journal_batches WHERE last_entry = (SELECT last_entry FROM journal_batches"
            + " ORDER BY last_entry LIMIT 1 OFFSET 1)");

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> new TestServer(folder))
        .withMessageContaining("is damaged at batch 2: expected entry");
  }

  @Test
  void journalOfAnotherHome_isRefused_untilItIsAccepted() throws Exception {
    writeSome();
    Path other = folder.resolveSibling(folder.getFileName() + "-other");
    HomeFolder home = HomeFolder.prepare(other);
    Files.copy(folder.resolve("journal.db"), home.journal());

    assertThatExceptionOfType(StartException.class)
        .isThrownBy(() -> new TestServer(other))
        .withMessageContaining("it was last written by the home h-");
    new TestServer(other, true).close();
    new TestServer(other).close();
  }

  @Test
  void verify_withoutAJournal_saysSo() {
    assertThat(verify()).contains("there is no journal");
  }

  @Test
  void verify_withAnAnchorThatCannotBeRead_saysWhichFileAndWhy() throws Exception {
    writeSome();
    Path anchor = folder.resolve("journal.anchor");
    Files.delete(anchor);
    Files.createSymbolicLink(anchor, anchor);
    assertThat(verify()).contains("cannot use " + anchor + ": Too many levels of symbolic links");
  }

  @Test
  void verify_withADamagedAnchor_saysWhatWasExpected() throws Exception {
    writeSome();
    Files.write(folder.resolve("journal.anchor"), new byte[] {(byte) 0xff, 0, 1});
    assertThat(verify()).contains("journal.anchor is damaged; expected three lines");
  }

  private void writeSome() throws Exception {
    try (TestServer server = new TestServer(folder)) {
      var _ = server.submit(SUBMIT);
      var _ = server.submit(SUBMIT.replace("name: a", "name: b"));
    }
  }

  private String verify() {
    ByteArrayOutputStream output = new ByteArrayOutputStream();
    PrintStream out = new PrintStream(output, true, StandardCharsets.UTF_8);
    var _ = JournalMain.run(List.of("--home", folder.toString()), out, out);
    return output.toString(StandardCharsets.UTF_8);
  }

  private void sql(String... statements) throws Exception {
    try (Connection connection =
            DriverManager.getConnection("jdbc:sqlite:" + folder.resolve("journal.db"));
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }
}
