package org.arkwright.twin.trace;

import java.io.IOException;
import java.io.InputStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.model.job.RankResources;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecProblem;
import org.arkwright.wire.csv.CsvTable;

/** A reader of the requests of openb's pod lists, some of which have no times. */
public final class PodList {
  private PodList() {}

  /** One pod. */
  public record Pod(String name, RankResources resources) {}

  /** Reads the list in its order; other columns are ignored. */
  public static Reading<List<Pod>> read(Path file) throws IOException {
    List<SpecProblem> problems = new ArrayList<>();
    List<Pod> pods = new ArrayList<>();
    try (InputStream bytes = Files.newInputStream(file)) {
      CsvTable table = CsvRows.open(bytes);
      List<String> columns = CsvRows.columns(table, problems);
      List<String> missing =
          OpenbFormat.REQUESTS.stream().filter(name -> !columns.contains(name)).toList();
      if (missing.isEmpty()) {
        CsvRows.read(
            table,
            columns,
            problems,
            row -> pods.add(new Pod(row.name("name", "pod"), OpenbFormat.resources(row))));
      } else if (problems.isEmpty()) {
        String expected = "columns " + String.join(", ", OpenbFormat.REQUESTS);
        String message =
            "the header lacks %s, expected %s".formatted(String.join(", ", missing), expected);
        problems.add(new SpecProblem(1, 1, "", String.join(",", columns), expected, message));
      }
    }
    return problems.isEmpty() ? new Reading.Read<>(pods) : new Reading.Rejected<>(problems);
  }
}
