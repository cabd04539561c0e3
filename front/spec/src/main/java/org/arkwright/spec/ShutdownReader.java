package org.arkwright.spec;

import java.util.List;
import java.util.Optional;

/** Reads how the server shall stop: {@code stopJobs}, false where it is left out. */
public final class ShutdownReader {
  private ShutdownReader() {}

  /** Whether jobs are stopped too, out of YAML or JSON in UTF-8; nothing at all is a no. */
  public static Reading<Boolean> read(byte[] document) {
    if (document.length == 0) {
      return new Reading.Read<>(false);
    }
    SpecProblems problems = new SpecProblems();
    Optional<Boolean> stopJobs =
        SpecDocument.parse(document, problems)
            .flatMap(mapping ->
                new SpecFields("", mapping, List.of("stopJobs"), problems)
                    .value("stopJobs", SpecScalar.truth()));
    return problems.isEmpty()
        ? new Reading.Read<>(stopJobs.orElse(false))
        : new Reading.Rejected<>(problems.inOrder());
  }
}
