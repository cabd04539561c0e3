package org.arkwright.gateway.usage;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.BooleanSupplier;
import org.arkwright.model.id.ProjectName;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** The spool, also with records that no ledger takes. */
final class UsageSpoolTest {
  private static final String GOOD =
      "{'project':'default','key':'k','model':'m','backend':'b','prompt':1,'completion':2,"
          + "'counted':true,'outcome':200,'startedAtNanos':5,'activeNanos':7}";

  @TempDir Path folder;
  private final List<FinishedRequest> booked = new CopyOnWriteArrayList<>();

  @ParameterizedTest
  @ValueSource(
      strings = {
        "'prompt':-1", "'prompt':1.5", "'prompt':'1'", "'prompt':99999999999999999999",
        "'model':'NOT a name'", "'project':''", "'key':' '", "'activeNanos':-7",
        "'startedAtNanos':9223372036854775807", "'basis':'GUESSED'", "x",
      })
  void record_thatCannotBeBooked_isPutAside_andTheOthersAreBooked(String poison) throws Exception {
    String field = poison.contains(":") ? poison.substring(0, poison.indexOf(':')) : "";
    String bad =
        field.isEmpty()
            ? poison
            : GOOD.replaceFirst(field + ":('[^']*'|[0-9]+),?", "").replaceFirst("}", "")
                + ("," + poison + "}");
    left(GOOD, bad.replace(",,", ","), GOOD);
    try (UsageSpool spool = UsageSpool.open(folder, this::take, 5)) {
      awaitBooked(2);
      spool.add(request(3));
      awaitBooked(3);
      assertThat(spool.putAside()).isEqualTo(1);
    }
    assertThat(booked).extracting(r -> r.tokens().prompt()).containsExactly(1L, 1L, 3L);
    Path aside = folder.resolve("aside/000000000001.jsonl");
    assertThat(Files.readString(aside)).contains("\"reason\":");
  }

  @Test
  void batch_thatTheLedgerRefuses_isPutAside_andTheNextIsBooked() throws Exception {
    left(GOOD, GOOD);
    UsageSink sink =
        (source, sequence, requests) ->
            sequence == 1
                ? CompletableFuture.failedFuture(new UnbookableException("never"))
                : take(source, sequence, requests);
    try (UsageSpool spool = UsageSpool.open(folder, sink, 5)) {
      spool.add(request(3));
      awaitBooked(1);
      assertThat(spool.putAside()).isEqualTo(2);
    }
    assertThat(booked).extracting(r -> r.tokens().prompt()).containsExactly(3L);
  }

  @Test
  void sinkThatThrows_doesNotEndTheThread() throws Exception {
    boolean[] thrown = {false};
    UsageSink sink =
        (source, sequence, requests) -> {
          if (!thrown[0]) {
            thrown[0] = true;
            throw new IllegalStateException("a fault");
          }
          return take(source, sequence, requests);
        };
    try (UsageSpool spool = UsageSpool.open(folder, sink, 5)) {
      spool.add(request(3));
      awaitBooked(1);
      assertThat(spool.putAside()).isZero();
      assertThat(spool.trouble()).get().asString().startsWith("arkwright-usage has failed");
    }
    assertThat(thrown[0]).isTrue();
    assertThat(booked).hasSize(1);
  }

  @Test
  void close_whileTheLedgerTakesNothing_asksItOnceMore_andTheNextProcessHandsOver()
      throws Exception {
    AtomicInteger asked = new AtomicInteger();
    UsageSink refusing =
        (_, _, _) -> {
          asked.incrementAndGet();
          return CompletableFuture.failedFuture(new IllegalStateException("not now"));
        };
    UsageSpool spool = UsageSpool.open(folder, refusing, 5);
    spool.add(request(3));
    await(() -> asked.get() > 0);
    int before = asked.get();
    spool.close();
    assertThat(asked.get() - before).isLessThanOrEqualTo(2);
    try (UsageSpool _ = UsageSpool.open(folder, this::take, 5)) {
      awaitBooked(1);
    }
    assertThat(booked).hasSize(1);
  }

  /** Writes a file as a killed process leaves it. */
  private void left(String... records) throws Exception {
    SpoolSegment segment = SpoolSegment.create(folder.resolve("000000000001.spool"), 1 << 16);
    for (String record : records) {
      segment.add(record.replace('\'', '"').getBytes(StandardCharsets.UTF_8));
    }
    segment.force();
  }

  private static FinishedRequest request(long prompt) {
    return new FinishedRequest(
        ProjectName.DEFAULT,
        "k",
        "m",
        "b",
        new TokenCount(prompt, 0),
        TokenBasis.COUNTED,
        200,
        5,
        7);
  }

  private CompletableFuture<?> take(String source, long sequence, List<FinishedRequest> requests) {
    booked.addAll(requests);
    return CompletableFuture.completedFuture(null);
  }

  private void awaitBooked(int count) throws InterruptedException {
    await(() -> booked.size() >= count);
    assertThat(booked).hasSizeGreaterThanOrEqualTo(count);
  }

  private static void await(BooleanSupplier condition) throws InterruptedException {
    for (int i = 0; i < 500 && !condition.getAsBoolean(); i++) {
      Thread.sleep(10);
    }
  }
}
