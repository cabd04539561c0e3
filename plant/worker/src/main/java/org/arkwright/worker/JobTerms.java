package org.arkwright.worker;

import java.io.File;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.arkwright.model.unit.Bytes;
import org.arkwright.options.ProgramOptions;
import org.arkwright.ranklog.LogBound;

/**
 * What the site's owner gives to jobs.
 *
 * @param readable absolute folders that sandboxed jobs may read
 * @param writable absolute folders that sandboxed jobs may write
 * @param logs how much of a rank's output is kept
 */
public record JobTerms(List<Path> readable, List<Path> writable, LogBound logs) {
  public static final JobTerms DEFAULT = new JobTerms(List.of(), List.of(), LogBound.DEFAULT);

  private static final String READABLE = "--readable";
  private static final String WRITABLE = "--writable";
  private static final String LOG_MAX = "--log-max";

  public JobTerms {
    readable = List.copyOf(readable);
    writable = List.copyOf(writable);
  }

  /** Returns the terms as arguments of a worker. */
  List<String> arguments() {
    return List.of(
        READABLE, joined(readable), WRITABLE, joined(writable), LOG_MAX, "" + logs.max().value());
  }

  /** Takes the terms from a worker's arguments; what is missing is as in {@link #DEFAULT}. */
  static JobTerms take(ProgramOptions options) {
    return new JobTerms(
        split(options.text(READABLE)),
        split(options.text(WRITABLE)),
        options
            .large(LOG_MAX, 0, Long.MAX_VALUE)
            .map(bytes -> new LogBound(new Bytes(bytes)))
            .orElse(LogBound.DEFAULT));
  }

  private static String joined(List<Path> folders) {
    return folders.stream().map(Path::toString).collect(Collectors.joining(File.pathSeparator));
  }

  private static List<Path> split(Optional<String> folders) {
    return Stream.of(folders.orElse("").split(File.pathSeparator, -1))
        .filter(text -> !text.isEmpty())
        .map(Path::of)
        .toList();
  }
}
