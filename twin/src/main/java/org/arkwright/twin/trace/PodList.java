package org.arkwright.twin.trace;

import java.io.BufferedReader;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.model.job.RankResources;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecProblem;

/** A reader of the requests of openb's pod lists, some of which have no times. */
public final class PodList {
  private PodList() {}

  /** One pod. */
  public record Pod(String name, RankResources resources) {}

  /** Reads the list in its order; other columns are ignored. */
  public static Reading<List<Pod>> read(Path file) throws IOException {
    List<SpecProblem> problems = new ArrayList<>();
    List<Pod> pods = new ArrayList<>();
    try (BufferedReader lines = TraceReader.open(file)) {
      List<String> columns =
          List.of(Optional.ofNullable(lines.readLine()).orElse("").strip().split(",", -1));
      List<String> missing =
          OpenbFormat.REQUESTS.stream().filter(name -> !columns.contains(name)).toList();
      if (missing.isEmpty()) {
        CsvRows.read(
            lines,
            columns,
            problems,
            row -> pods.add(new Pod(row.name("name", "pod"), OpenbFormat.resources(row))));
      } else {
        String expected = "columns " + String.join(", ", OpenbFormat.REQUESTS);
        String message =
            "the header lacks %s, expected %s".formatted(String.join(", ", missing), expected);
        problems.add(new SpecProblem(1, 1, "", String.join(",", columns), expected, message));
      }
    }
    return problems.isEmpty() ? new Reading.Read<>(pods) : new Reading.Rejected<>(problems);
  }
}
