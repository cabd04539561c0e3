package org.arkwright.server;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.NoSuchFileException;
import java.nio.file.Path;
import java.util.Comparator;
import java.util.List;
import java.util.function.Function;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;
import org.arkwright.series.SeriesFeed;
import org.arkwright.series.SeriesSource;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecProblem;
import org.arkwright.spec.site.ImportSettings;
import org.arkwright.spec.site.JobSettings;
import org.arkwright.spec.site.LocalPartitions;
import org.arkwright.spec.site.NodePlaces;
import org.arkwright.spec.site.RetentionSettings;
import org.arkwright.spec.site.SiteReader;
import org.arkwright.spec.site.TransferSettings;
import org.arkwright.spec.site.WorkerOffers;

/**
 * Reads the site's settings from the operator's {@code site.yaml}; without one, the defaults apply.
 */
final class SiteFile {
  private static final List<Function<byte[], Reading<?>>> READERS =
      List.of(
          SiteReader::read,
          SiteReader::places,
          SiteReader::workers,
          SiteReader::imports,
          SiteReader::retention,
          SiteReader::transfers,
          SiteReader::jobs,
          SiteReader::localPartitions);

  private SiteFile() {}

  /**
   * Returns the file's settings, with defaults for what it omits.
   *
   * @throws StartException when the file is invalid, naming every problem with its line
   */
  static SiteSettings read(Path file) throws StartException {
    return read(file, SiteReader::read, SiteSettings.DEFAULT);
  }

  /**
   * Reads the energy series that the settings name, to see whether they can be.
   *
   * @param home what the names of files are relative to
   * @throws StartException when one cannot be read
   */
  static void checkSeries(SiteSettings settings, Path home) throws StartException {
    try {
      SeriesFeed.check(settings, home);
    } catch (SeriesSource.UnreadableException e) {
      throw new StartException(ExitCodes.USAGE, String.valueOf(e.getMessage()));
    } catch (InterruptedException e) {
      Thread.currentThread().interrupt();
      throw new StartException(ExitCodes.HOME, "interrupted while reading the energy series");
    }
  }

  /**
   * Returns the places of nodes according to the file.
   *
   * @throws StartException as {@link #read}
   */
  static NodePlaces places(Path file) throws StartException {
    return read(file, SiteReader::places, NodePlaces.NONE);
  }

  /**
   * Returns what hosts that joined offer according to the file.
   *
   * @throws StartException as {@link #read}
   */
  static WorkerOffers workers(Path file) throws StartException {
    return read(file, SiteReader::workers, WorkerOffers.NONE);
  }

  /**
   * Returns what imports may do according to the file.
   *
   * @throws StartException as {@link #read}
   */
  static ImportSettings imports(Path file) throws StartException {
    return read(file, SiteReader::imports, ImportSettings.DEFAULT);
  }

  /**
   * Returns how long things are kept according to the file.
   *
   * @throws StartException as {@link #read}
   */
  static RetentionSettings retention(Path file) throws StartException {
    return read(file, SiteReader::retention, RetentionSettings.DEFAULT);
  }

  /**
   * Returns how fast files go to and from workers according to the file.
   *
   * @throws StartException as {@link #read}
   */
  static TransferSettings transfers(Path file) throws StartException {
    return read(file, SiteReader::transfers, TransferSettings.DEFAULT);
  }

  /**
   * Returns what jobs are given according to the file.
   *
   * @throws StartException as {@link #read}
   */
  static JobSettings jobs(Path file) throws StartException {
    return read(file, SiteReader::jobs, JobSettings.DEFAULT);
  }

  /**
   * Returns the sites that the file makes partitions of this machine.
   *
   * @throws StartException as {@link #read}
   */
  static LocalPartitions localPartitions(Path file) throws StartException {
    return read(file, SiteReader::localPartitions, LocalPartitions.NONE);
  }

  /** The problems of all that reads the document, each once; each reader sees its own part. */
  private static Stream<SpecProblem> problems(byte[] document) {
    return READERS.stream()
        .map(each -> each.apply(document))
        .flatMap(reading ->
            reading instanceof Reading.Rejected<?> rejected
                ? rejected.problems().stream()
                : Stream.empty())
        .distinct()
        .sorted(Comparator.comparingInt(SpecProblem::line).thenComparingInt(SpecProblem::column));
  }

  private static <T> T read(Path file, Function<byte[], Reading<T>> reader, T defaults)
      throws StartException {
    try {
      byte[] document = Files.readAllBytes(file);
      return switch (reader.apply(document)) {
        case Reading.Read<T>(T read) -> read;
        case Reading.Rejected<T> _ ->
            throw new StartException(
                ExitCodes.USAGE,
                problems(document)
                    .map(SpecProblem::toString)
                    .collect(Collectors.joining("\n  ", file + ":\n  ", "")));
      };
    } catch (NoSuchFileException _) {
      return defaults;
    } catch (IOException e) {
      throw new StartException(
          ExitCodes.HOME, "cannot read %s: %s".formatted(file, e.getMessage()));
    }
  }
}
