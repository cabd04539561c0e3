package org.arkwright.model.id;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.time.Instant;
import java.util.Locale;
import java.util.SplittableRandom;
import java.util.stream.Stream;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

class IdsTest {
  @Test
  void jobId_text_readsBackAndSortsAsTheNumber() {
    SplittableRandom random = new SplittableRandom(7);
    JobId before = new JobId(0);
    for (int i = 0; i < 1000; i++) {
      JobId id = new JobId(random.nextLong(Long.MAX_VALUE));
      assertThat(JobId.parse(id.toString())).contains(id);
      assertThat(JobId.parse(id.toString().toUpperCase(Locale.ROOT))).contains(id);
      assertThat(Integer.signum(id.toString().compareTo(before.toString())))
          .isEqualTo(Integer.signum(id.compareTo(before)));
      before = id;
    }
    assertThat(JobId.parse(new JobId(Long.MAX_VALUE).toString()))
        .contains(new JobId(Long.MAX_VALUE));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {"", "0", "000000000000l", "8000000000000", "000000000000-", "00000000000000"})
  void jobId_otherText_isNone(String text) {
    assertThat(JobId.parse(text)).isEmpty();
  }

  @Test
  void jobId_keepsItsMillisecond() {
    JobId id = JobId.of(1_800_000_000_123L, (1 << JobId.SEQUENCE_BITS) - 1);
    assertThat(id.time()).isEqualTo(Instant.ofEpochMilli(1_800_000_000_123L));
    assertThat(id).isLessThan(JobId.of(1_800_000_000_124L, 0));
    assertThatThrownBy(() -> JobId.of(0, 1 << JobId.SEQUENCE_BITS))
        .isInstanceOf(IllegalArgumentException.class);
    assertThatThrownBy(() -> JobId.of(-1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void attemptId_text_readsBack() {
    AttemptId id = new AttemptId(JobId.of(5, 6), 12);
    assertThat(AttemptId.parse(id.toString())).contains(id);
    assertThat(id).isGreaterThan(new AttemptId(id.job(), 2));
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "0000000000001",
        "0000000000001.",
        "0000000000001.0",
        "0000000000001.01",
        "0000000000001.9999999999",
        "x.1"
      })
  void attemptId_otherText_isNone(String text) {
    assertThat(AttemptId.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @ValueSource(strings = {"a", "0", "a-b.c_d", "node-01"})
  void name_plain_isValid(String text) {
    assertThat(NodeId.atHome(text)).hasToString("home/" + text);
    assertThat(NodeId.parse("cloud/" + text)).contains(new NodeId("cloud", text));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "a", "/a", "a/", "a/b/c", "A/b", "a b/c"})
  void nodeId_otherText_isNone(String text) {
    assertThat(NodeId.parse(text)).isEmpty();
  }

  @Test
  void nodeIds_ofOneNameAtTwoSites_areTwoNodesSideBySide() {
    assertThat(
            Stream.of(new NodeId("x", "n2"), new NodeId("y", "n1"), new NodeId("x", "n1")).sorted())
        .containsExactly(new NodeId("x", "n1"), new NodeId("y", "n1"), new NodeId("x", "n2"));
  }

  @Test
  void workerId_writtenAndRead_isTheSame_alsoForAnAttemptsWorker() {
    AttemptId attempt = AttemptId.parse("6h0sb8qqc0007.12").orElseThrow();
    WorkerId brought = WorkerId.ofAttempt("slurm", attempt, 3);
    WorkerId stays = WorkerId.ofNode(new NodeId("slurm", "n1"));
    assertThat(brought).hasToString("slurm/6h0sb8qqc0007.12.3");
    assertThat(WorkerId.parse(brought.toString())).contains(brought);
    assertThat(WorkerId.parse("slurm/n1")).contains(stays);
    assertThat(WorkerId.parse("slurm")).isEmpty();
    assertThat(brought).isNotEqualTo(WorkerId.ofAttempt("slurm", attempt, 2)).isLessThan(stays);
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-a", "a-", "A", "a b", "ä", "../a", "a\n"})
  void name_other_isRefused(String text) {
    assertThat(Names.isValid(text)).isFalse();
    assertThatThrownBy(() -> new ProjectName(text)).hasMessageContaining(text);
  }

  @Test
  void name_length_isAtMost63() {
    assertThat(Names.isValid("a".repeat(63))).isTrue();
    assertThat(Names.isValid("a".repeat(64))).isFalse();
  }
}
