package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.ValueSource;

/** What others wrote cannot pass for the command's own lines, nor command the terminal. */
class HostileTextTest {
  private static final String WRITTEN =
      "a bad DIMM\\nFORGED       Live\\u001b[31m\\u001b[2J\\r\\u009b2J";

  private final FakeApi api = new FakeApi();

  HostileTextTest() {
    String node =
        """
        {"name": "gpu-7", "site": "home", "state": "Cordoned", "since": "2030-01-01T10:00:00Z",
         "cordon": {"since": "2030-01-01T11:00:00Z", "drains": false, "reason": "TEXT"},
         "jobs": []}
        """;
    String job =
        """
        {"id": "6h26fzzq9cyts", "name": "train", "state": "STATE", "exitCode": 1,
         "cause": {"code": "RankFailed", "text": "TEXT"},
         "reason": {"code": "NodesCordoned", "text": "TEXT", "smallestChange": "TEXT"},
         "cordons": [{"node": "gpu-7", "since": "2030-01-01T11:00:00Z", "reason": "TEXT"}],
         "spec": {"script": "TEXT"}, "labels": {"why": "TEXT"}}
        """;
    String pipeline =
        """
        {"id": "6h26mgpcxvdjy", "name": "words", "state": "Failed",
         "steps": [{"name": "clean", "state": "Unstartable", "why": "TEXT", "needs": [],
                    "reason": {"text": "TEXT"}}]}
        """;
    String damaged =
        """
        {"damaged": [{"problem": "TEXT", "path": "TEXT",
                      "neededBy": [{"ref": "TEXT", "project": "TEXT", "origin": "TEXT"}]}]}
        """;
    String whatIf =
        """
        {"id": "w1", "state": "Succeeded", "text": "a table\\nTEXT\\n",
         "progress": ["TEXT"], "result": {"certainty": "Unknown", "because": "TEXT"}}
        """;
    on("POST /nodes/gpu-7/cordon", node)
        .on("POST /nodes/gpu-7/drain", node)
        .on("POST /nodes/gpu-7/uncordon", node)
        .on("GET /nodes/gpu-7", node)
        .on("GET /jobs/train", job.replace("STATE", "Failed"))
        .on("GET /jobs/train/wait", job.replace("STATE", "Failed"))
        .on("GET /jobs/train/explain", job.replace("STATE", "Queued"))
        .on("GET /jobs/6h26fzzq9cyts", job.replace("STATE", "Failed"))
        .on("GET /jobs/6h26fzzq9cyts/wait", job.replace("STATE", "Failed"))
        .on("GET /jobs", "{\"jobs\": [" + job.replace("STATE", "Queued") + "]}")
        .on("GET /pipelines/words", pipeline)
        .on("GET /pipelines/words/explain", pipeline)
        .on("POST /artifacts/verify", damaged)
        .on("DELETE /nodes/gpu-7", "{\"name\": \"TEXT\"}")
        .on("POST /whatif", whatIf);
  }

  private HostileTextTest on(String request, String json) {
    api.on(request, 200, json.replace("TEXT", WRITTEN));
    return this;
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "node cordon gpu-7",
        "node drain gpu-7 --wait",
        "node uncordon gpu-7",
        "node get gpu-7",
        "explain train",
        "explain train --when",
        "wait train",
        "jobs",
        "pipeline words",
        "explain words",
        "node remove gpu-7",
        "artifact verify"
      })
  void text_thatSomebodyWrote_staysOnItsLine(String command) {
    CommandShell shell = CommandShell.at(api).columns(200);
    shell.run(command.split(" "));
    String printed = shell.out() + shell.err();

    assertThat(printed)
        .as(command)
        .contains("a bad DIMM")
        .doesNotContainPattern("[\\p{Cc}&&[^\\n]]");
    assertThat(printed.lines().map(String::strip)).noneMatch(line -> line.startsWith("FORGED"));
  }

  @Test
  void script_ofAJob_keepsItsLinesAndCommandsNoTerminal() {
    CommandShell shell = CommandShell.at(api);
    shell.run("job", "train");

    assertThat(shell.out()).doesNotContainPattern("[\\p{Cc}&&[^\\n]]");
    List<String> lines = shell.out().lines().map(String::strip).toList();
    assertThat(lines).filteredOn(line -> line.startsWith("FORGED")).hasSize(1);
    assertThat(lines.stream().dropWhile(line -> !line.startsWith("runs")).skip(1).findFirst())
        .hasValueSatisfying(line -> assertThat(line).startsWith("FORGED"));
  }
}
