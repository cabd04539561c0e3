package org.arkwright.journal;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.List;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class SqliteJournalTest extends JournalContract {
  @TempDir Path folder;

  private Path file() {
    return folder.resolve("home/journal.db");
  }

  @Override
  String location() {
    return file().toString();
  }

  @Override
  String jdbcUrl() {
    return "jdbc:sqlite:" + file();
  }

  @Override
  List<String> refuseInserts() {
    return List.of(
        "CREATE TRIGGER no_room BEFORE INSERT ON journal_batches"
            + " BEGIN SELECT RAISE(ABORT, 'no room'); END");
  }

  @Override
  List<String> acceptInserts() {
    return List.of("DROP TRIGGER no_room");
  }

  @Override
  void damageSnapshot(long number) throws IOException {
    Path snapshot = folder.resolve("home/journal.db.snapshot-" + number);
    byte[] bytes = Files.readAllBytes(snapshot);
    bytes[bytes.length - 1] ^= 1;
    Files.write(snapshot, bytes);
  }

  @Test
  void files_andTheirFolder_areAccessibleToTheOwnerOnly() throws IOException {
    Journal journal = open();
    journal.append(entries("a"));
    journal.saveSnapshot(new JournalReader.Snapshot(1, new byte[] {1}));
    try (Stream<Path> files = Files.walk(folder.resolve("home"))) {
      assertThat(files)
          .hasSizeGreaterThan(4)
          .allSatisfy(path ->
              assertThat(PosixFilePermissions.toString(Files.getPosixFilePermissions(path)))
                  .as(path.toString())
                  .endsWith("------"));
    }
  }

  @Test
  void saveSnapshot_afterACrashWithinOne_leavesNothingOfThat() throws IOException {
    Journal journal = open();
    journal.append(entries("a"));
    Path unfinished = folder.resolve("home/journal.db.snapshot-7.draft");
    Files.write(unfinished, new byte[9]);
    Files.write(folder.resolve("home/journal.db.snapshot-unfinished"), new byte[9]);

    journal.saveSnapshot(new JournalReader.Snapshot(1, new byte[] {1}));

    try (Stream<Path> files = Files.list(folder.resolve("home"))) {
      assertThat(files.map(file -> file.getFileName().toString()))
          .filteredOn(name -> name.contains(".snapshot-"))
          .containsExactly("journal.db.snapshot-1");
    }
  }

  @Test
  void open_belowAFile_isRefusedWithAdvice() throws IOException {
    Files.writeString(folder.resolve("home"), "not a folder");
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(this::open)
        .withMessageStartingWith("the journal " + file() + " cannot be created: ")
        .withMessageEndingWith("Choose a folder that you may write to.");
  }

  @Test
  void open_ofAFileThatIsNotADatabase_isRefused_andTheFileIsUnchanged() throws IOException {
    Path letter = Files.writeString(folder.resolve("letter.txt"), "Dear Ada, ".repeat(100));
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(() -> Journals.open(letter.toString()))
        .withMessageEndingWith("The file is not a SQLite database: give the journal another path.");
    assertThat(letter).hasContent("Dear Ada, ".repeat(100));
  }

  @Test
  void openReadOnly_ofAMissingJournal_createsNothing() {
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(() -> Journals.openReadOnly(location()))
        .withMessageStartingWith("there is no journal " + file());
    assertThat(folder).isEmptyDirectory();
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "jdbc:mysql://db/x", "postgresql://db/x", "file:///tmp/x"})
  void open_ofAnyOtherLocation_isRefused(String location) {
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(() -> Journals.open(location))
        .withMessageContaining("'" + location + "' is not a journal location. Give a file's path");
  }

  @Test
  void secondWriter_isRefused_namingTheProcess() {
    open();
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(this::open)
        .withMessageContaining("process " + ProcessHandle.current().pid());
  }
}
