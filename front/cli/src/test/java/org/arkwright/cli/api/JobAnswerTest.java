package org.arkwright.cli.api;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.time.LocalDate;
import java.time.LocalTime;
import java.time.ZoneId;
import org.junit.jupiter.api.Test;

class JobAnswerTest {
  private static final ZoneId HERE = ZoneId.systemDefault();

  @Test
  void jobInTheQueueOfASite_isShownInTheSitesWords() throws JsonProcessingException {
    LocalTime time = LocalTime.of(14, 20);
    String today = LocalDate.now(HERE).atTime(time).atZone(HERE).toInstant().toString();
    String later = LocalDate.of(2099, 3, 1).atTime(time).atZone(HERE).toInstant().toString();

    assertThat(reason("Priority", today)).isEqualTo("at hpc: Priority, starts about 14:20");
    assertThat(reason("Priority", later))
        .isEqualTo("at hpc: Priority, starts about 2099-03-01 14:20");
    assertThat(reason("Resources", "soon")).isEqualTo("at hpc: Resources");
    assertThat(answer("{\"site\":\"hpc\"}").waitReason()).isEqualTo("at hpc");
  }

  private static String reason(String reason, String start) throws JsonProcessingException {
    return answer(
            "{\"site\":\"hpc\",\"reason\":\"%s\",\"expectedStart\":\"%s\"}"
                .formatted(reason, start))
        .waitReason();
  }

  private static JobAnswer answer(String atSite) throws JsonProcessingException {
    return new JobAnswer(
        new JsonMapper()
            .readTree(
                "{\"state\":\"Queued\",\"atSite\":%s,\"reason\":{\"code\":\"WaitingAtSite\",\"text\":\"x\"}}"
                    .formatted(atSite)));
  }
}
