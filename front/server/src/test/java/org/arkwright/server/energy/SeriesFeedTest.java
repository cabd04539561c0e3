package org.arkwright.server.energy;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import com.sun.net.httpserver.HttpServer;
import java.io.IOException;
import java.math.BigDecimal;
import java.net.InetAddress;
import java.net.InetSocketAddress;
import java.nio.file.Files;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.time.temporal.ChronoUnit;
import java.util.Collections;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.id.JobId;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.options.StartException;
import org.arkwright.series.SeriesFeed;
import org.arkwright.series.SeriesSource;
import org.arkwright.series.SeriesSource.UnreadableException;
import org.arkwright.server.TestServer;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class SeriesFeedTest {
  private static final long SLOT = 1_800_000_000_000L;

  @TempDir Path folder;

  @Test
  void file_entersThePlan_andTheReasonNamesTheTime() throws Exception {
    Files.writeString(folder.resolve("site.yaml"), "tariff: {source: prices.csv}\n");
    Instant slot = Instant.now().truncatedTo(ChronoUnit.MINUTES).minusSeconds(300);
    Files.writeString(folder.resolve("prices.csv"), csv(slot, 3600, "0.40", "0.10", "0.40"));
    try (TestServer server = new TestServer(folder)) {
      awaitSeries(server);
      JobId job = server.submit("{command: [echo], deferrable: true, expectedDuration: 10m}");

      var shown = server.get("/api/v1/jobs/" + job).json();

      assertThat(shown.at("/spec/deferrable").asBoolean()).isTrue();
      var reason = server.get("/api/v1/jobs/" + job + "/explain").json();
      assertThat(reason.toString())
          .contains("WaitingForPrice", slot.plusSeconds(3600).toString(), "saves 75.0 %");
    }
  }

  @Test
  void wrongFile_preventsTheStart_withLineAndColumn() throws IOException {
    Files.writeString(folder.resolve("site.yaml"), "carbon: {source: co2.csv}\n");
    Files.writeString(
        folder.resolve("co2.csv"),
        "time,g\n2026-11-25T08:00Z,1\n2026-11-25T08:30Z,2\n2026-11-25T09:30Z,3\n");

    assertThatThrownBy(() -> new TestServer(folder))
        .isInstanceOf(StartException.class)
        .hasMessageContaining("carbon co2.csv: line 4, column 1: '2026-11-25T09:30Z'")
        .hasMessageContaining("expected 2026-11-25T09:00:00Z");
  }

  @Test
  void url_isRead_andAWrongResponseIsReported() throws Exception {
    HttpServer http =
        HttpServer.create(new InetSocketAddress(InetAddress.getLoopbackAddress(), 0), 0);
    answer(http, "/good", 200, csv(Instant.EPOCH, 60, "1", "2"));
    answer(http, "/missing", 404, "");
    answer(http, "/long", 200, "x".repeat(9 << 20));
    http.start();
    try {
      String base = "http://127.0.0.1:" + http.getAddress().getPort();

      assertThat(source(base + "/good").read().millionths())
          .containsExactly(1_000_000L, 2_000_000L);
      assertThatThrownBy(() -> source(base + "/missing?key=secret").read())
          .isInstanceOf(UnreadableException.class)
          .hasMessage("tariff " + base + "/missing: the server answered 404, expected 200");
      assertThatThrownBy(() -> source(base + "/long").read())
          .isInstanceOf(UnreadableException.class);
    } finally {
      http.stop(0);
    }
    assertThatThrownBy(() -> source("http://127.0.0.1:1/x").read())
        .isInstanceOf(UnreadableException.class);
  }

  @Test
  void news_isAChangeOfTheFuture_orMoreOfItWhenLittleIsKnown() {
    EnergySeries known = series(0, 1L, 2L, 3L);

    assertThat(SeriesFeed.isNews(Optional.empty(), known, 0)).isTrue();
    assertThat(SeriesFeed.isNews(Optional.of(known), known, SLOT)).isFalse();
    assertThat(SeriesFeed.isNews(Optional.of(known), series(SLOT, 2L, 3L), SLOT)).isFalse();
    assertThat(SeriesFeed.isNews(Optional.of(known), series(SLOT, 2L, 9L), SLOT)).isTrue();
    assertThat(SeriesFeed.isNews(Optional.of(known), series(SLOT, 2L, 3L, 4L), SLOT)).isTrue();
    EnergySeries month = series(0, Collections.nCopies(1440, 5L));
    EnergySeries later = series(SLOT, Collections.nCopies(1440, 5L));
    assertThat(SeriesFeed.isNews(Optional.of(month), later, SLOT)).isFalse();
  }

  private static EnergySeries series(long start, Long... values) {
    return series(start, List.of(values));
  }

  private static EnergySeries series(long start, List<Long> values) {
    return new EnergySeries(EnergySeries.Kind.TARIFF, start, SLOT, values);
  }

  private SeriesSource source(String url) {
    return new SeriesSource(
        EnergySeries.Kind.TARIFF,
        new SiteSettings.Series(url, Duration.ofMinutes(1), BigDecimal.ZERO),
        folder);
  }

  private static void answer(HttpServer http, String path, int status, String body) {
    http.createContext(
        path,
        exchange -> {
          byte[] bytes = body.getBytes(UTF_8);
          exchange.sendResponseHeaders(status, bytes.length == 0 ? -1 : bytes.length);
          try (var out = exchange.getResponseBody()) {
            out.write(bytes);
          }
        });
  }

  private static String csv(Instant begin, int seconds, String... values) {
    StringBuilder text = new StringBuilder("time,value\n");
    for (int i = 0; i < values.length; i++) {
      text.append(begin.plusSeconds((long) i * seconds)).append(',').append(values[i]).append('\n');
    }
    return text.toString();
  }

  private static void awaitSeries(TestServer server) throws Exception {
    for (int i = 0; i < 200; i++) {
      byte[] journal = server.get("/api/v1/journal/export").response().body();
      if (new String(journal, UTF_8).contains("SignalSet")) {
        return;
      }
      Thread.sleep(25);
    }
  }
}
