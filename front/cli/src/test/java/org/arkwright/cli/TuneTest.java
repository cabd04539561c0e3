package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

final class TuneTest {
  private final FakeApi api = new FakeApi();

  @AfterEach
  void stop() {
    api.close();
  }

  private String body() {
    return api.requests().stream()
        .filter(request -> request.line().startsWith("POST /tunings"))
        .findFirst()
        .orElseThrow()
        .body();
  }

  @Test
  void tune_sendsWhatWasTyped_andSaysWhatWasRegistered() {
    String outputs = ",\"project\":\"default\",\"spec\":{\"outputs\":{\"model\":\"model/mine\"}}";
    new FakeJob(api, 1, FakeJob.running() + outputs, FakeJob.ended("Succeeded", 0) + outputs);
    api.on("POST /tunings", 201, "{\"id\":\"" + FakeJob.ID + "\",\"name\":\"t\"" + outputs + "}");
    api.on("GET /jobs/" + FakeJob.ID + "/logs", e -> FakeApi.send(e, 200, ""));
    api.on(
        "GET /projects/default/artifacts/model/mine/latest",
        200,
        "{\"ref\":\"model/mine@3\",\"lineage\":{\"job\":\"" + FakeJob.ID + "\"}}");
    CommandShell shell = CommandShell.at(api);
    String typed =
        "tune smol@2 --data answers --model mine --merge --rank 8 --max-length 512 --cpus 2";

    assertThat(shell.run(typed.split(" "))).as(shell.err()).isZero();
    assertThat(body())
        .startsWith(
            "{\"base\":\"smol@2\",\"data\":\"answers\",\"model\":\"mine\",\"merge\":true,"
                + "\"ranks\":1,\"resources\":{\"cpus\":2}")
        .contains("\"rank\":\"8\"", "\"maxLength\":\"512\"");
    assertThat(shell.out()).contains("registered as model/mine@3");
  }

  @Test
  void tune_whatTheServerRefuses_isSaidInTheWordsOfTheOptions() {
    api.on(
        "POST /tunings",
        400,
        "{\"status\":400,\"detail\":\"x\",\"problems\":[{\"field\":\"maxLength\",\"message\":"
            + "\"maxLength is '1', expected a whole number from 16 to 1048576\"}]}");
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("tune", "smol", "--data", "d", "--max-length", "1")).isEqualTo(2);
    assertThat(shell.err()).contains("--max-length is '1', expected a whole number from 16");
  }
}
