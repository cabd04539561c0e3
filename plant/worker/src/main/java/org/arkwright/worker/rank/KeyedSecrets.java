package org.arkwright.worker.rank;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.SecretBox;

/**
 * Opens secret variables with the home's key, on the machine of the home; nothing else of the
 * worker ever holds their values.
 *
 * @param key the file with the home's key
 */
public record KeyedSecrets(Path key) implements RankSecrets {
  @Override
  public void open(AttemptId attempt, Map<String, String> variables) throws IOException {
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
