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

  @Test
  void news_isWhatIsShown_butForWhatCounts() throws Exception {
    assertThat(news("Starting", "")).isEqualTo(news("Running", ""));
    assertThat(news("Queued", waits("BackingOff", "Starts again in 2 s.", 2)))
        .isEqualTo(news("Queued", waits("BackingOff", "Starts again in 1 s.", 1)));
    assertThat(news("Queued", waits("WaitingForResources", "Needs 2 cpus, 1 free.", 2)))
        .isEqualTo(news("Queued", waits("WaitingForResources", "Needs 2 cpus, 1 free.", 1)))
        .isNotEqualTo(news("Queued", waits("WaitingForResources", "Needs 2 cpus, 0 free.", 1)));
  }

  private static String waits(String code, String text, int position) {
    return ",\"reason\":{\"code\":\"%s\",\"text\":\"%s\",\"position\":%d,\"queued\":3}"
        .formatted(code, text, position);
  }

  private static String news(String state, String more) throws JsonProcessingException {
    return new DeploymentAnswer(
            new JsonMapper()
                .readTree(
                    "{\"replicas\":[{\"name\":\"web-g1-1\",\"state\":\"%s\"%s}]}"
                        .formatted(state, more)))
        .news();
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
