package org.arkwright.worker.rank;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.arkwright.protocol.SecretBox;

/**
 * Opens the secret variables of a rank just before it starts; nothing else of the worker ever holds
 * their values.
 *
 * @param key the file with the home's key
 */
public record RankSecrets(Path key) {
  /**
   * Replaces sealed values by what was sealed.
   *
   * @throws IOException when one cannot be opened; the message, for the user, says why
   */
  void open(Map<String, String> variables) throws IOException {
    if (variables.values().stream().noneMatch(SecretBox::isSealed)) {
      return;
    }
    SecretBox box = new SecretBox(readKey());
    for (Map.Entry<String, String> variable : variables.entrySet()) {
      if (SecretBox.isSealed(variable.getValue())) {
        variable.setValue(
            box.open(variable.getKey(), variable.getValue())
                .orElseThrow(() ->
                    new IOException(
                        ("the secret %s was sealed with another key than %s: submit the job again"
                                + " with its value")
                            .formatted(variable.getKey(), key))));
      }
    }
  }

  private String readKey() throws IOException {
    try {
      return Files.readString(key).strip();
    } catch (IOException e) {
      throw new IOException(
          "the secrets of the job cannot be opened: %s cannot be read".formatted(key), e);
    }
  }
}
