package org.arkwright.cli.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import org.junit.jupiter.api.Test;

class DeploymentAnswerTest {
  @Test
  void notReadyReason_ofAProgramThatIsNotToldItsPort_asksWhetherItListensThere() throws Exception {
    assertThat(answer("[\"python3\",\"app.py\"]", "nothing listens on its port yet, 127.0.0.1:1"))
        .contains("nothing listens", "no {port}", "$ARKWRIGHT_PORT");
    assertThat(answer("[\"serve\",\"{port}\"]", "nothing listens on its port yet, 127.0.0.1:1"))
        .doesNotContain("ARKWRIGHT_PORT");
    assertThat(answer("[\"serve\",\"{port}\"]", "/health is answered with 404"))
        .contains("`deploy --health PATH` names another");
  }

  private static String answer(String command, String probe) throws JsonProcessingException {
    return new DeploymentAnswer(
            new JsonMapper()
                .readTree(
                    "{\"spec\":{\"command\":%s},\"replicas\":[{\"name\":\"web-g1-1\",\"probe\":\"%s\"}]}"
                        .formatted(command, probe)))
        .notReadyReason();
  }
}
