package org.arkwright.worker;

import java.util.List;
import java.util.Optional;
import org.arkwright.model.unit.Bytes;
import org.arkwright.options.OptionProblem;
import org.arkwright.options.ProgramOptions;

/**
 * How a worker that shares no disk with its control plane exchanges files with it.
 *
 * @param cacheMax how much of files its store may have that no attempt needs
 */
public record FilesByHttp(Bytes cacheMax) {
  /** As much as a few models of today. */
  public static final FilesByHttp DEFAULT = new FilesByHttp(Bytes.ofGibibytes(100));

  private static final String FILES = "--files";
  private static final String CACHE = "--cache-max";

  /** Returns the choice as arguments of a worker. */
  static List<String> arguments(Optional<FilesByHttp> choice) {
    return choice
        .map(http -> List.of(FILES, "http", CACHE, "" + http.cacheMax.value()))
        .orElse(List.of());
  }

  /**
   * Takes the choice from a worker's arguments; empty for folders that are shared.
   *
   * @throws OptionProblem when it is neither {@code folder} nor {@code http}
   */
  static Optional<FilesByHttp> take(ProgramOptions options) {
    Optional<String> files = options.text(FILES);
    Optional<Long> cache = options.large(CACHE, 0, Long.MAX_VALUE);
    return switch (files.orElse("folder")) {
      case "folder" -> {
        if (cache.isPresent()) {
          throw new OptionProblem(
              "%s %d is given without %s http".formatted(CACHE, cache.get(), FILES),
              "leave it out: folders that are shared need no cache");
        }
        yield Optional.empty();
      }
      case "http" -> Optional.of(new FilesByHttp(cache.map(Bytes::new).orElse(DEFAULT.cacheMax)));
      default ->
          throw new OptionProblem(
              "%s is '%s'".formatted(FILES, files.orElse("")),
              "folder, for a worker on the server's disk, or http");
    };
  }
}
