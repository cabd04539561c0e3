package org.arkwright.spec.site;

import java.util.List;
import java.util.Optional;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecDocument;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecProblems;
import org.arkwright.spec.SpecScalar;

/** Reads a request to stop the server: {@code stopJobs}, false when omitted. */
public final class ShutdownReader {
  private ShutdownReader() {}

  /** Reads YAML or JSON in UTF-8: whether to stop the jobs as well. An empty document means no. */
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
