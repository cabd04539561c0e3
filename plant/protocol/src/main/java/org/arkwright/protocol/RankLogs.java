package org.arkwright.protocol;

import java.nio.file.Path;
import org.arkwright.model.id.AttemptId;

/**
 * Where ranks' output lies. A rank writes its own file, so no process in between can lose a line;
 * the control plane reads the same file.
 */
public record RankLogs(Path root) {
  /** The file with both output streams of a rank, in the order written. */
  public Path file(AttemptId attempt, int rank) {
    return root.resolve(attempt.job().toString())
        .resolve(Integer.toString(attempt.number()))
        .resolve("rank-" + rank + ".log");
  }
}
