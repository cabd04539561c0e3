package org.arkwright.worker.transfer;

import java.io.IOException;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.SecretBox;
import org.arkwright.protocol.SecretValues;
import org.arkwright.worker.rank.RankSecrets;

/**
 * The secrets of attempts on a host that has no key of the home: the control plane opens them for
 * the hosts of their ranks. They are here in memory alone, until their attempt is over.
 */
final class BroughtSecrets implements RankSecrets {
  private final Map<AttemptId, SecretValues> brought = new ConcurrentHashMap<>();

  /** Whether an attempt has secrets that have to be brought. */
  static boolean areIn(Order.Launch launch) {
    return launch.spec().execution().env().values().stream().anyMatch(SecretBox::isSealed);
  }

  /** Keeps what was brought. */
  void keep(AttemptId attempt, SecretValues values) {
    brought.put(attempt, values);
  }

  /** Drops what was brought. */
  void release(AttemptId attempt) {
    brought.remove(attempt);
  }

  @Override
  public void open(AttemptId attempt, Map<String, String> variables) throws IOException {
    Optional<SecretValues> values = Optional.ofNullable(brought.get(attempt));
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      if (SecretBox.isSealed(variable.getValue())) {
        variable.setValue(
            values
                .map(all -> all.values().get(variable.getKey()))
                .orElseThrow(() ->
                    new IOException(
                        ("the control plane did not open the secret %s: it was sealed with another"
                                + " key than its secrets.key; submit the job again with its value")
                            .formatted(variable.getKey()))));
      }
    }
  }
}
