package org.arkwright.worker.spool;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardOpenOption;
import java.nio.file.attribute.FileTime;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.RankUsage;
import org.arkwright.model.unit.Joules;
import org.arkwright.protocol.RendezvousPoint;
import org.arkwright.worker.Launches;
import org.arkwright.worker.spool.SpoolEntry.Forgotten;
import org.arkwright.worker.spool.SpoolEntry.Launched;
import org.arkwright.worker.spool.SpoolEntry.RankEnded;
import org.arkwright.worker.spool.SpoolEntry.StopRequested;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

final class SpoolTest {
  private static final Launched FIRST = new Launched(Launches.launch(1, 2), "boot");
  private static final RankUsage USAGE =
      new RankUsage(7, Optional.of(Joules.ofMicrojoules(5)), Optional.empty());
  private static final Launched SECOND = new Launched(Launches.launch(2, 1), "boot");

  @TempDir Path folder;

  @Test
  void reopen_attemptsNotForgotten_areKnown() throws IOException {
    try (Spool spool = open()) {
      spool.append(List.of(FIRST, SECOND));
      spool.note(
          new RankEnded(
              FIRST.attempt(),
              1,
              new RankExit.Exited(3),
              Optional.empty(),
              Optional.of(USAGE),
              Optional.of(5L)));
      spool.append(List.of(new StopRequested(FIRST.attempt())));
      spool.note(new Forgotten(SECOND.attempt()));
    }
    try (Spool spool = open()) {
      assertThat(spool.attempts())
          .singleElement()
          .satisfies(attempt -> {
            assertThat(attempt.launch()).isEqualTo(FIRST.launch());
            assertThat(attempt.bootId()).isEqualTo("boot");
            assertThat(attempt.stopRequested()).isTrue();
            assertThat(attempt.exits()).isEqualTo(Map.of(1, new RankExit.Exited(3)));
            assertThat(attempt.usages()).isEqualTo(Map.of(1, USAGE));
            assertThat(attempt.ends()).isEqualTo(Map.of(1, 5L));
          });
    }
  }

  @Test
  void reopen_incompleteLastLine_keepsEarlierOnes() throws IOException {
    try (Spool spool = open()) {
      spool.append(List.of(FIRST, SECOND));
    }
    byte[] complete = Files.readAllBytes(folder.resolve("spool"));
    for (int cut = 1; cut < 200; cut += 13) {
      byte[] incomplete = Arrays.copyOf(complete, complete.length - cut);
      Files.write(folder.resolve("spool"), incomplete);
      try (Spool spool = open()) {
        assertThat(spool.attempts())
            .extracting(SpooledAttempt::launch)
            .containsExactly(FIRST.launch());
      }
    }
  }

  @Test
  void reopen_garbageAfterTheEnd_isDroppedAndOverwritten() throws IOException {
    try (Spool spool = open()) {
      spool.append(List.of(FIRST));
    }
    Files.write(
        folder.resolve("spool"), new byte[] {0, 0, '\n', '{', '\n'}, StandardOpenOption.APPEND);
    try (Spool spool = open()) {
      spool.append(List.of(SECOND));
    }
    try (Spool spool = open()) {
      assertThat(spool.attempts())
          .extracting(SpooledAttempt::launch)
          .containsExactly(FIRST.launch(), SECOND.launch());
    }
  }

  @Test
  void note_manyForgottenAttempts_fileStaysSmall() throws IOException {
    try (Spool spool = open()) {
      spool.append(List.of(FIRST));
      for (int i = 10; i < 30_000; i++) {
        spool.note(new Launched(Launches.launch(i, 1), "boot"));
        spool.note(new Forgotten(Launches.attempt(i)));
      }
      assertThat(Files.size(folder.resolve("spool"))).isLessThan(9L << 20);
      assertThat(spool.attempts()).hasSize(1);
    }
  }

  /** A spool of the version that did not write its number yet. */
  @Test
  void reopen_spoolOfVersion1_isRead_atTheWorkersSite() throws IOException {
    Files.writeString(
        folder.resolve("spool"),
        """
        {"type":"Launched","launch":{"type":"Launch","attempt":"6h0sb8qqc0007.1",\
        "spec":{"name":"hello",\
        "project":"default","priority":0,"ranks":1,"resources":{"cpuMillis":1000,"memory":0},\
        "topology":"ANY","work":{"type":"Command","argv":["sleep","60"]},"env":{},\
        "restart":{"maxRestarts":0,"backoff":"PT1S"},"grace":"PT10S","labels":{},\
        "preemptible":true,"isolation":"PROCESS"},"ranks":[{"rank":0,"node":"box-cloud",\
        "devices":[]}],"groupRank":0,"masterAddress":"127.0.0.1","startedRanks":[],"inputs":{}},\
        "bootId":"boot"}
        {"type":"RankEnded","attempt":"6h0sb8qqc0007.1","rank":0,"exit":{"type":"Exited","code":3}}
        {"type":"StopRequested","attempt":"6h0sb8qqc0007.1"}
        """);
    for (int opening = 1; opening <= 2; opening++) { // the second time in the current form
      try (Spool spool = Spool.open(folder.resolve("spool"), "cloud")) {
        SpooledAttempt attempt = spool.attempts().getFirst();
        assertThat(attempt.launch().spec().name()).isEqualTo("hello");
        assertThat(attempt.launch().ranks().getFirst().node())
            .isEqualTo(new NodeId("cloud", "box-cloud"));
        assertThat(attempt.exits()).isEqualTo(Map.of(0, new RankExit.Exited(3)));
        assertThat(attempt.stopRequested()).isTrue();
      }
    }
  }

  @Test
  void reopen_knowsWhereRanksMeet() throws IOException {
    RendezvousPoint point = new RendezvousPoint("10.0.0.1", 4711);
    try (Spool spool = open()) {
      spool.append(List.of(FIRST, new SpoolEntry.RendezvousChosen(FIRST.attempt(), point)));
    }
    for (int opening = 1; opening <= 2; opening++) {
      try (Spool spool = open()) {
        assertThat(spool.attempts().getFirst().rendezvous()).contains(point);
      }
    }
  }

  /** A spool of the version that did not say when a rank ended. */
  @Test
  void reopen_spoolOfVersion2_isRead_withoutTheEnd() throws IOException {
    try (Spool spool = open()) {
      spool.append(List.of(FIRST));
    }
    Files.writeString(
        folder.resolve("spool"),
        Files.readString(folder.resolve("spool")).replace("\"v\":4", "\"v\":2")
            + "{\"v\":2,\"entry\":{\"type\":\"RankEnded\",\"attempt\":\"%s\",\"rank\":0,"
                .formatted(FIRST.attempt())
            + "\"exit\":{\"type\":\"Exited\",\"code\":3}}}\n");
    try (Spool spool = open()) {
      SpooledAttempt attempt = spool.attempts().getFirst();
      assertThat(attempt.exits()).isEqualTo(Map.of(0, new RankExit.Exited(3)));
      assertThat(attempt.ends()).isEmpty();
    }
  }

  @Test
  void reopen_tellsWhenTheWorkerBeforeWasLastThere() throws IOException {
    Path file = folder.resolve("spool");
    try (Spool spool = open()) {
      assertThat(spool.keptNanos()).isEmpty();
      Files.setLastModifiedTime(file, FileTime.from(7, TimeUnit.SECONDS));
    }
    try (Spool spool = open()) {
      assertThat(spool.keptNanos()).contains(7_000_000_000L);
      Files.setLastModifiedTime(file, FileTime.from(8, TimeUnit.SECONDS));
      spool.touch();
      assertThat(Files.getLastModifiedTime(file).toInstant())
          .isAfter(Instant.now().minusSeconds(60));
    }
  }

  @Test
  void reopen_spoolOfALaterVersion_isRefusedAndKept() throws IOException {
    assertThatRefused("{\"v\":5,\"entry\":{}}\n", "start the later version");
  }

  @Test
  void reopen_completeLineThatIsNotUnderstood_isRefusedAndKept() throws IOException {
    assertThatRefused("{\"v\":2,\"entry\":{\"type\":\"Unheard\"}}\n", "cannot be understood");
  }

  @Test
  void reopen_lineOfVersion1WithRanksThatAreNone_isRefusedAndKept() throws IOException {
    assertThatRefused(
        "{\"type\":\"Launched\",\"launch\":{\"ranks\":[7]},\"bootId\":\"boot\"}\n",
        "cannot be understood");
  }

  @Test
  void reopen_valuesThatCannotBe_areRefusedAndKept() throws IOException {
    try (Spool spool = open()) {
      spool.append(List.of(FIRST));
    }
    String impossible =
        Files.readString(folder.resolve("spool")).replace("\"ranks\":2,", "\"ranks\":0,");
    assertThatRefused(impossible, "cannot be understood");
  }

  private void assertThatRefused(String lines, String why) throws IOException {
    Files.writeString(folder.resolve("spool"), lines);
    assertThatExceptionOfType(IOException.class).isThrownBy(this::open).withMessageContaining(why);
    assertThat(folder.resolve("spool")).hasContent(lines);
  }

  private Spool open() throws IOException {
    return Spool.open(folder.resolve("spool"), "home");
  }
}
