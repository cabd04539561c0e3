package org.arkwright.cli.command.experiment;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.json.JsonMapper;
import java.util.ArrayList;
import java.util.List;
import org.junit.jupiter.api.Test;

class RunColumnsTest {
  @Test
  void differing_namesThoseWithTheMostValuesFirst() throws Exception {
    List<LoggedRun> runs =
        List.of(
            run("{\"key\":\"lr\",\"value\":\"0.1\"},{\"key\":\"batch\",\"value\":\"8\"}"),
            run("{\"key\":\"lr\",\"value\":\"0.2\"},{\"key\":\"seed\",\"value\":\"1\"}"),
            run("{\"key\":\"lr\",\"value\":\"0.3\"},{\"key\":\"seed\",\"value\":\"1\"}"));

    assertThat(RunColumns.differing(runs, 2)).containsExactly("lr", "batch");
    assertThat(RunColumns.differing(runs.subList(1, 3), 2)).containsExactly("lr");
  }

  private static LoggedRun run(String params) throws Exception {
    return LoggedRun.of(
        new JsonMapper()
            .readTree("{\"info\":{\"run_id\":\"r\"},\"data\":{\"params\":[%s]}}".formatted(params)),
        new ArrayList<>());
  }
}
