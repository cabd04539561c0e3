package org.arkwright.worker.rank;

import java.io.IOException;
import java.util.Map;
import org.arkwright.model.id.AttemptId;

/** Opens the secret variables of ranks just before they start. Thread-safe. */
@FunctionalInterface
public interface RankSecrets {
  /**
   * Replaces sealed values by what was sealed. Blocks for files at most.
   *
   * @throws IOException when one cannot be opened; the message, for the user, says why
   */
  void open(AttemptId attempt, Map<String, String> variables) throws IOException;
}
