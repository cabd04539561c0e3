package org.arkwright.journal;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;
import static org.assertj.core.api.Assertions.assertThatIllegalArgumentException;
import static org.assertj.core.api.Assertions.assertThatIllegalStateException;

import java.sql.Connection;
import java.sql.DriverManager;
import java.sql.SQLException;
import java.sql.Statement;
import java.util.ArrayList;
import java.util.List;
import java.util.Random;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.stream.IntStream;
import org.arkwright.journal.JournalReader.Snapshot;
import org.arkwright.journal.JournalReader.Verification;
import org.arkwright.journal.JournalReader.Verification.Broken;
import org.arkwright.journal.JournalReader.Verification.Intact;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** The contract of every journal, whatever its database. */
abstract class JournalContract {
  private final List<JournalReader> opened = new ArrayList<>();

  /** A location for this test alone, still empty. */
  abstract String location();

  /** The JDBC URL of the same location, for raw SQL that bypasses the journal. */
  abstract String jdbcUrl();

  /**
   * Statements that make every insert of a batch fail like a full disk, until {@link
   * #acceptInserts}.
   */
  abstract List<String> refuseInserts();

  abstract List<String> acceptInserts();

  /** Damages the newest snapshot. */
  abstract void damageSnapshot(long number) throws Exception;

  @AfterEach
  void closeAll() {
    opened.forEach(JournalReader::close);
  }

  @Test
  void append_severalBatches_replaysAllInOrder() {
    Journal journal = open();
    assertThat(journal.lastNumber()).isZero();
    assertThat(journal.append(entries("a", "b", ""))).isEqualTo(3);
    assertThat(journal.append(entries("c"))).isEqualTo(4);
    assertThat(journal.lastNumber()).isEqualTo(4);
    assertThat(replay(journal, 0)).containsExactly("1 a", "2 b", "3 ", "4 c");
  }

  @Test
  void replay_fromWithinABatch_skipsEarlierEntries() {
    Journal journal = open();
    journal.append(entries("a", "b", "c"));
    journal.append(entries("d"));
    assertThat(replay(journal, 1)).containsExactly("2 b", "3 c", "4 d");
    assertThat(replay(journal, 3)).containsExactly("4 d");
    assertThat(replay(journal, 4)).isEmpty();
  }

  @Test
  void append_noEntries_changesNothing() {
    Journal journal = open();
    assertThat(journal.append(List.of())).isZero();
    journal.append(entries("a"));
    assertThat(journal.append(List.of())).isEqualTo(1);
    assertThat(intact(journal).batches()).isEqualTo(1);
  }

  @Test
  void append_hugeEntry_isReadBackComplete() {
    byte[] huge = new byte[20 << 20];
    new Random(1).nextBytes(huge);
    Journal journal = open();
    journal.append(List.of(new byte[] {1}, huge));
    List<byte[]> back = new ArrayList<>();
    journal.replay(1, (_, entry) -> back.add(entry));
    assertThat(back).hasSize(1);
    assertThat(back.getFirst()).isEqualTo(huge);
  }

  @Test
  void reopen_afterClose_continuesTheChain() {
    Journal first = open();
    first.append(entries("a", "b"));
    first.close();
    Journal second = open();
    assertThat(second.lastNumber()).isEqualTo(2);
    assertThat(second.append(entries("c"))).isEqualTo(3);
    assertThat(replay(second, 0)).containsExactly("1 a", "2 b", "3 c");
    assertThat(intact(second)).extracting(Intact::batches, Intact::entries).containsExactly(2L, 3L);
  }

  @Test
  void secondWriter_isRefused_untilTheFirstCloses() {
    Journal first = open();
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(this::open)
        .withMessageContaining("already has a writer");
    assertThat(first.append(entries("a"))).isEqualTo(1);
    first.close();
    assertThat(open().append(entries("b"))).isEqualTo(2);
  }

  @Test
  void use_afterClose_isABug() {
    Journal journal = open();
    journal.close();
    journal.close();
    assertThatIllegalStateException()
        .isThrownBy(() -> journal.append(entries("a")))
        .withMessageContaining("is closed");
    assertThatIllegalStateException().isThrownBy(() -> replay(journal, 0));
    assertThatIllegalStateException().isThrownBy(journal::verify);
  }

  @Test
  void append_onAFullDisk_discardsTheBatch_andWorksOnceThereIsSpace() throws SQLException {
    Journal journal = open();
    journal.append(entries("a"));
    execute(refuseInserts());
    for (int attempt = 0; attempt < 3; attempt++) {
      assertThatExceptionOfType(JournalException.class)
          .isThrownBy(() -> journal.append(entries("lost", "too")))
          .withMessageContaining("could not append entries 2 to 3: ");
      assertThat(journal.lastNumber()).isEqualTo(1);
      assertThat(replay(journal, 0)).containsExactly("1 a");
    }
    execute(acceptInserts());
    assertThat(journal.append(entries("b"))).isEqualTo(2);
    assertThat(replay(journal, 0)).containsExactly("1 a", "2 b");
    assertThat(intact(journal).batches()).isEqualTo(2);
  }

  @Test
  void replay_whileAppending_seesWholeBatchesWithoutGaps() {
    Journal journal = open();
    AtomicBoolean done = new AtomicBoolean();
    CompletableFuture<Long> reading =
        CompletableFuture.supplyAsync(() -> {
          long reached = 0;
          boolean last;
          do {
            last = done.get();
            long[] number = {reached};
            journal.replay(reached, (n, _) -> assertThat(n).isEqualTo(++number[0]));
            assertThat(number[0] % 3).isZero();
            reached = number[0];
          } while (!last);
          return reached;
        });
    for (int batch = 0; batch < 200; batch++) {
      journal.append(entries("x", "y", "z"));
    }
    done.set(true);
    assertThat(reading.join()).isEqualTo(600);
  }

  @Test
  void readOnly_whileAWriterIsOpen_seesDurableEntries() {
    Journal journal = open();
    journal.append(entries("a"));
    JournalReader reader = openReader();
    journal.append(entries("b"));
    assertThat(reader.lastNumber()).isEqualTo(2);
    assertThat(replay(reader, 0)).containsExactly("1 a", "2 b");
    assertThat(reader.verify()).isEqualTo(journal.verify());
    journal.close();
    assertThat(replay(reader, 1)).containsExactly("2 b");
  }

  @Test
  void replay_betweenTwoNumbers_stopsThere_alsoWithinABatch() {
    Journal journal = open();
    journal.append(entries("a", "b", "c"));
    journal.append(entries("d"));
    List<String> read = new ArrayList<>();
    journal.replay(1, 2, (number, entry) -> read.add(number + " " + new String(entry, UTF_8)));
    assertThat(read).containsExactly("2 b");
    journal.replay(2, 4, (number, entry) -> read.add(number + " " + new String(entry, UTF_8)));
    assertThat(read).containsExactly("2 b", "3 c", "4 d");
  }

  @Test
  void journalOfTheFirstFormat_isContinued_andOneOfALaterFormatIsRefused() throws Exception {
    Journal journal = open();
    journal.append(entries("a"));
    String head = intact(journal).headHash();
    journal.close();
    execute(List.of("UPDATE journal_head SET format = 1"));
    assertThat(replay(openReader(), 0)).containsExactly("1 a");
    Journal again = open();
    assertThat(intact(again).headHash()).isEqualTo(head);
    again.append(entries("b"));
    again.close();
    execute(List.of("UPDATE journal_head SET format = 6"));
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(this::open)
        .withMessageContaining("it has format 6, but this version reads up to format 5");
  }

  @Test
  void snapshot_savedRepeatedly_newestIsFound() {
    Journal journal = open();
    journal.append(entries("a", "b", "c"));
    assertThat(journal.latestSnapshot()).isEmpty();
    for (long number = 1; number <= 3; number++) {
      journal.saveSnapshot(new Snapshot(number, ("image " + number).getBytes(UTF_8)));
    }
    assertThat(newestImage(journal)).isEqualTo("image 3");
    journal.close();
    assertThat(newestImage(open())).isEqualTo("image 3");
  }

  @Test
  void snapshot_damaged_isSkippedForAnOlderOne() throws Exception {
    Journal journal = open();
    journal.append(entries("a", "b"));
    journal.saveSnapshot(new Snapshot(1, "old".getBytes(UTF_8)));
    journal.saveSnapshot(new Snapshot(2, "new".getBytes(UTF_8)));
    damageSnapshot(2);
    assertThat(newestImage(journal)).isEqualTo("old");
    damageSnapshot(1);
    assertThat(journal.latestSnapshot()).isEmpty();
  }

  @Test
  void snapshot_aheadOfTheJournal_isABug() {
    Journal journal = open();
    assertThatIllegalArgumentException()
        .isThrownBy(() -> journal.saveSnapshot(new Snapshot(1, new byte[0])));
  }

  @Test
  void verify_untouched_isIntact() {
    Journal journal = open();
    assertThat(intact(journal)).isEqualTo(new Intact(0, 0, "0".repeat(64)));
    fiveBatches(journal);
    assertThat(intact(journal))
        .extracting(Intact::batches, Intact::entries)
        .containsExactly(5L, 10L);
  }

  @Test
  void verify_modifiedBody_namesTheBatch() throws SQLException {
    Journal journal = open();
    fiveBatches(journal);
    execute(
        List.of(
            "UPDATE journal_batches SET body ="
                + " (SELECT body FROM journal_batches WHERE last_entry = 2) WHERE last_entry = 6"));
    assertThat(journal.verify())
        .isEqualTo(new Broken(3, "entries 5 to 6 were modified: their hash does not match"));
  }

  @Test
  void verify_missingBatch_namesTheGap() throws SQLException {
    Journal journal = open();
    fiveBatches(journal);
    execute(List.of("DELETE FROM journal_batches WHERE last_entry = 4"));
    assertThat(journal.verify())
        .isEqualTo(new Broken(2, "expected entry 3 next, but the batch begins with entry 5"));
  }

  @Test
  void verify_swappedBatches_namesTheFirst() throws SQLException {
    Journal journal = open();
    fiveBatches(journal);
    execute(
        List.of(
            "UPDATE journal_batches SET last_entry = 100, first_entry = 3 WHERE last_entry = 6",
            "UPDATE journal_batches SET last_entry = 6, first_entry = 5 WHERE last_entry = 4",
            "UPDATE journal_batches SET last_entry = 4 WHERE last_entry = 100"));
    assertThat(journal.verify()).isInstanceOf(Broken.class).extracting("batch").isEqualTo(2L);
  }

  @Test
  void verify_truncatedTail_isDetected() throws SQLException {
    Journal journal = open();
    fiveBatches(journal);
    execute(List.of("DELETE FROM journal_batches WHERE last_entry > 6"));
    Verification verification = journal.verify();
    assertThat(verification)
        .isEqualTo(
            new Broken(
                4,
                "it should end with batch 5 and entry 10, but it ends with batch 3 and entry 6"));
  }

  @Test
  void replay_damagedBatch_isRefusedAtThatBatch_andEarlierOnesAreRead() throws SQLException {
    Journal journal = open();
    fiveBatches(journal);
    execute(
        List.of(
            "UPDATE journal_batches SET body ="
                + " (SELECT body FROM journal_batches WHERE last_entry = 2) WHERE last_entry = 6"));
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(() -> replay(journal, 2))
        .withMessageContaining("is damaged at batch 3: entries 5 to 6 were modified");
    List<String> before = new ArrayList<>();
    journal.replay(2, 4, (number, _) -> before.add("" + number));
    assertThat(before).containsExactly("3", "4");
  }

  @Test
  void replay_missingBatch_namesTheGap_wherever() throws SQLException {
    Journal journal = open();
    fiveBatches(journal);
    execute(List.of("DELETE FROM journal_batches WHERE last_entry IN (4, 10)"));
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(() -> replay(journal, 0))
        .withMessageContaining("batch 2: expected entry 3 next");
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(() -> replay(journal, 4))
        .withMessageContaining("expected entry 3 next");
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(() -> replay(journal, 6))
        .withMessageContaining("it should end with batch 5 and entry 10");
  }

  @Test
  void open_withoutItsHead_isRefused_insteadOfBeginningAnew() throws SQLException {
    Journal journal = open();
    fiveBatches(journal);
    journal.close();
    execute(List.of("DELETE FROM journal_head"));
    assertThatExceptionOfType(JournalException.class)
        .isThrownBy(this::open)
        .withMessageContaining("its head record is missing, although it has entries up to 10");
  }

  @Test
  void contradiction_ofAJournalThatLostItsTail_orIsAnother() throws SQLException {
    Journal journal = open();
    fiveBatches(journal);
    JournalAnchor anchor = journal.anchor().orElseThrow();
    journal.append(entries("more"));
    assertThat(journal.contradiction(anchor)).isEmpty();
    JournalAnchor later = journal.anchor().orElseThrow();
    journal.close();
    execute(
        List.of(
            "DELETE FROM journal_batches WHERE last_entry > 6",
            "UPDATE journal_head SET batches = 3, last_entry = 6,"
                + " hash = (SELECT hash FROM journal_batches WHERE last_entry = 6)"));
    Journal shorter = open();
    assertThat(shorter.verify()).isInstanceOf(Intact.class);
    assertThat(shorter.contradiction(later))
        .hasValueSatisfying(problem ->
            assertThat(problem).contains("ends with entry 6, although entry 11 was durable"));
    shorter.append(entries("other", "than", "before", "here"));
    shorter.append(entries("!"));
    assertThat(shorter.contradiction(later))
        .hasValueSatisfying(problem -> assertThat(problem).contains("its entry 11 is not"));
  }

  Journal open() {
    Journal journal = Journals.open(location());
    opened.add(journal);
    return journal;
  }

  private JournalReader openReader() {
    JournalReader reader = Journals.openReadOnly(location());
    opened.add(reader);
    return reader;
  }

  void execute(List<String> statements) throws SQLException {
    try (Connection connection = DriverManager.getConnection(jdbcUrl());
        Statement statement = connection.createStatement()) {
      for (String sql : statements) {
        statement.execute(sql);
      }
    }
  }

  static List<byte[]> entries(String... texts) {
    return IntStream.range(0, texts.length).mapToObj(i -> texts[i].getBytes(UTF_8)).toList();
  }

  static List<String> replay(JournalReader journal, long after) {
    List<String> replayed = new ArrayList<>();
    journal.replay(after, (number, entry) -> replayed.add(number + " " + new String(entry, UTF_8)));
    return replayed;
  }

  static Intact intact(JournalReader journal) {
    Verification verification = journal.verify();
    assertThat(verification).isInstanceOf(Intact.class);
    return (Intact) verification;
  }

  private static String newestImage(JournalReader journal) {
    return new String(journal.latestSnapshot().orElseThrow().image(), UTF_8);
  }

  private static void fiveBatches(Journal journal) {
    for (int batch = 1; batch <= 5; batch++) {
      journal.append(entries("first of " + batch, "second of " + batch));
    }
  }
}
