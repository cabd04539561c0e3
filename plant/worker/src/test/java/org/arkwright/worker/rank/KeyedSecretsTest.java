package org.arkwright.worker.rank;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Map;
import java.util.TreeMap;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.protocol.SecretBox;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class KeyedSecretsTest {
  private static final AttemptId ATTEMPT = new AttemptId(new JobId(1), 1);

  @Test
  void open_sealedVariables_givesTheRankItsValues(@TempDir Path home) throws IOException {
    Path key = Files.writeString(home.resolve("secrets.key"), "k\n");
    Map<String, String> variables =
        new TreeMap<>(Map.of("PLAIN", "x", "TOKEN", new SecretBox("k").seal("TOKEN", "gehéim")));
    assertThat(variables.get("TOKEN")).doesNotContain("geh");

    new KeyedSecrets(key).open(ATTEMPT, variables);
    assertThat(variables).isEqualTo(Map.of("PLAIN", "x", "TOKEN", "gehéim"));
  }

  @Test
  void open_withAnotherKeyOrNone_saysWhatToDo(@TempDir Path home) throws IOException {
    Map<String, String> variables =
        new TreeMap<>(Map.of("TOKEN", new SecretBox("k").seal("TOKEN", "x")));
    RankSecrets secrets = new KeyedSecrets(home.resolve("secrets.key"));

    assertThatThrownBy(() -> secrets.open(ATTEMPT, variables))
        .hasMessageContaining("cannot be read");
    Files.writeString(home.resolve("secrets.key"), "other");
    assertThatThrownBy(() -> secrets.open(ATTEMPT, variables))
        .hasMessageContaining("TOKEN", "submit the job again");
    Map<String, String> none = new TreeMap<>(Map.of("A", "b"));
    new KeyedSecrets(home.resolve("missing")).open(ATTEMPT, none);
    assertThat(none).isEqualTo(Map.of("A", "b"));
  }
}
