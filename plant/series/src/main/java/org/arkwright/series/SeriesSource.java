package org.arkwright.series;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.io.InputStream;
import java.net.URI;
import java.net.http.HttpClient;
import java.net.http.HttpRequest;
import java.net.http.HttpResponse;
import java.net.http.HttpResponse.BodyHandlers;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.ExecutionException;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.TimeoutException;
import java.util.stream.Stream;
import org.arkwright.model.site.EnergySeries;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.site.SiteSettings.Energy;
import org.arkwright.model.site.SiteSettings.Series;
import org.arkwright.wire.csv.CsvTable;

/** Reads one series from its file or URL. Blocks for at most half a minute. */
public final class SeriesSource {
  private static final int BYTES_MAX = 8 << 20;
  private static final Duration CONNECT_MAX = Duration.ofSeconds(10);
  private static final long ANSWER_SECONDS_MAX = 30;

  private final EnergySeries.Kind kind;
  private final Series series;
  private final Path folder;

  public SeriesSource(EnergySeries.Kind kind, Series series, Path folder) {
    this.kind = kind;
    this.series = series;
    this.folder = folder;
  }

  /**
   * Returns the sources configured for a site.
   *
   * @param folder the folder to which file paths are relative
   */
  public static List<SeriesSource> of(SiteSettings site, Path folder) {
    Energy energy = site.energy().orElse(Energy.NONE);
    return Stream.of(EnergySeries.Kind.values())
        .flatMap(kind ->
            energy.series(kind).map(series -> new SeriesSource(kind, series, folder)).stream())
        .toList();
  }

  EnergySeries.Kind kind() {
    return kind;
  }

  Duration refresh() {
    return series.refresh();
  }

  /** Thrown when a series cannot be read; the message says why in one sentence. */
  public static final class UnreadableException extends Exception {
    private static final long serialVersionUID = 1;

    UnreadableException(String message) {
      super(message);
    }
  }

  boolean isUrl() {
    return series.source().startsWith("http://") || series.source().startsWith("https://");
  }

  /** How the site's file names it. */
  public String name() {
    return series.source();
  }

  /** As {@link #name}, without the part of a URL that may contain a key. */
  public String shownName() {
    return series.source().replaceFirst("\\?.*", "");
  }

  /** Reads the complete series. */
  public EnergySeries read() throws UnreadableException, InterruptedException {
    return parse(text());
  }

  /** Returns the complete text of the series. */
  public String text() throws UnreadableException, InterruptedException {
    try {
      return isUrl() ? download() : file();
    } catch (NoSuchFileException _) {
      throw unreadable("there is no such file");
    } catch (IOException | IllegalArgumentException e) {
      throw unreadable(String.valueOf(e.getMessage()));
    }
  }

  /** Returns the series that the text holds. */
  public EnergySeries parse(String text) throws UnreadableException {
    return switch (EnergySeriesCsv.read(kind, text)) {
      case EnergySeriesCsv.Reading.Read(EnergySeries read) -> read;
      case EnergySeriesCsv.Reading.Rejected error -> throw unreadable(error.toString());
    };
  }

  private UnreadableException unreadable(String why) {
    return new UnreadableException("%s %s: %s".formatted(kind.word(), shownName(), why));
  }

  private String file() throws IOException {
    try (InputStream in = Files.newInputStream(folder.resolve(series.source()))) {
      byte[] bytes = in.readNBytes(BYTES_MAX + 1);
      if (bytes.length > BYTES_MAX) {
        throw new IOException("more than %d MiB".formatted(BYTES_MAX >> 20));
      }
      return CsvTable.decoded(new ByteArrayInputStream(bytes)).readAllAsString();
    }
  }

  private String download() throws IOException, InterruptedException {
    try (HttpClient client =
        HttpClient.newBuilder()
            .followRedirects(HttpClient.Redirect.NORMAL)
            .connectTimeout(CONNECT_MAX)
            .build()) {
      CompletableFuture<HttpResponse<String>> request =
          client.sendAsync(
              HttpRequest.newBuilder(URI.create(series.source())).build(),
              BodyHandlers.limiting(BodyHandlers.ofString(StandardCharsets.UTF_8), BYTES_MAX));
      try {
        HttpResponse<String> response = request.get(ANSWER_SECONDS_MAX, TimeUnit.SECONDS);
        if (response.statusCode() != 200) {
          throw new IOException("the server answered " + response.statusCode() + ", expected 200");
        }
        return response.body();
      } catch (TimeoutException _) {
        throw new IOException("no complete answer within %d s".formatted(ANSWER_SECONDS_MAX));
      } catch (ExecutionException e) {
        throw new IOException(String.valueOf(e.getCause()), e);
      } finally {
        request.cancel(true);
        client.shutdownNow();
      }
    }
  }
}
