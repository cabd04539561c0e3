package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class RunTest {
  private final FakeApi api = new FakeApi();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void run_oneRank_printsItsOutputUnchangedAndExitsWithItsCode() {
    new FakeJob(api, 1, FakeJob.running(), FakeJob.ended("Failed", 7));
    CommandShell shell = CommandShell.at(api);

    int code = shell.run("run", "--", "python", "train.py", "--epochs", "3");

    assertThat(code).isEqualTo(7);
    assertThat(shell.out()).isEqualTo(FakeJob.logOf(0));
    assertThat(shell.err()).contains("Running", "on box", "Failed", "exit code 7");
    assertThat(api.requests().getFirst().body())
        .isEqualTo("{\"command\":[\"python\",\"train.py\",\"--epochs\",\"3\"]}");
    assertThat(api.requests().getFirst().key()).isNotEmpty();
  }

  @Test
  void exitCodes_ofJobsThatWereCancelledOrLost_areTheirs_andOfLogsZero() {
    for (String end :
        List.of("Succeeded 0", "Failed 7", "Failed 124", "Failed 125", "Cancelled 130")) {
      String[] parts = end.split(" ", 2);
      int code = Integer.parseInt(parts[1]);
      new FakeJob(api, 1, FakeJob.running(), FakeJob.ended(parts[0], code));
      assertThat(CommandShell.at(api).run("run", "--", "true")).as("run, " + end).isEqualTo(code);

      new FakeJob(api, 1, FakeJob.ended(parts[0], code));
      assertThat(CommandShell.at(api).run("wait", FakeJob.ID)).as("wait, " + end).isEqualTo(code);

      new FakeJob(api, 1, FakeJob.running(), FakeJob.ended(parts[0], code));
      assertThat(CommandShell.at(api).run("logs", "-f", FakeJob.ID)).as("logs -f, " + end).isZero();
    }
  }

  @Test
  void run_severalRanks_prefixesEveryLineWithItsRank() {
    new FakeJob(api, 2, FakeJob.running(), FakeJob.ended("Succeeded", 0));
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("run", "--ranks", "2", "--", "true")).isZero();
    assertThat(shell.out().lines())
        .containsExactlyInAnyOrder(
            "[0] first of 0", "[0] second of 0", "[1] first of 1", "[1] second of 1");
  }

  @Test
  void run_queued_printsReasonAndQueuePosition() {
    String waiting =
        "\"state\":\"Queued\",\"attempts\":0,\"reason\":{\"code\":\"WaitingForResources\","
            + "\"text\":\"2 cores are free, 4 are wanted\",\"position\":2,\"queued\":5}";
    new FakeJob(api, 1, waiting, FakeJob.ended("Succeeded", 0));
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("run", "--", "true")).isZero();
    assertThat(shell.err())
        .contains(
            "Queued  WaitingForResources: 2 cores are free, 4 are wanted (2 of 5 in the queue)");
  }

  @Test
  void run_logsBreakInMidLine_everyByteIsPrintedOnce() {
    new FakeJob(api, 1, FakeJob.running(), FakeJob.running(), FakeJob.ended("Succeeded", 0))
        .breakingLogsAfter(8)
        .breakingLogsAfter(5)
        .breakingLogsAfter(0);
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("run", "--", "true")).isZero();
    assertThat(shell.out()).isEqualTo(FakeJob.logOf(0));
  }

  @Test
  void run_serverRestartsElsewhere_carriesOn(@TempDir Path home) throws IOException {
    new FakeJob(api, 1, FakeJob.running(), FakeJob.ended("Succeeded", 0)).breakingLogsAfter(8);
    Files.writeString(home.resolve("admin.token"), FakeApi.TOKEN + "\n");
    note(home);
    api.on(
        "GET /jobs/" + FakeJob.ID + "/events",
        exchange -> {
          // The first event stream takes down the whole server.
          api.on("GET /jobs/" + FakeJob.ID + "/events", 200, "data: {}\n\n");
          api.stop();
          api.start();
          note(home);
        });
    CommandShell shell = new CommandShell().with("ARKWRIGHT_HOME", home.toString());

    assertThat(shell.run("run", "--", "true")).isZero();
    assertThat(shell.out()).isEqualTo(FakeJob.logOf(0));
  }

  @Test
  void run_detached_printsOnlyTheId() {
    new FakeJob(api, 1, FakeJob.running());
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("run", "--detach", "--name", "train", "--", "true")).isZero();
    assertThat(shell.out()).isEqualTo(FakeJob.ID + "\n");
  }

  @Test
  void run_everyOption_isPassedOnAsTyped(@TempDir Path folder) throws IOException {
    Path script = Files.writeString(folder.resolve("job.sh"), "echo hi\n");
    new FakeJob(api, 1, FakeJob.running());

    int code =
        CommandShell.at(api)
            .run(
                ("run --detach --name a --project p --priority -5 --ranks 2 --cpus 0.5"
                        + " --memory 1GiB --device h100 --device-memory 80GiB --devices 1"
                        + " --share 500 --topology spread --env K=V --workdir /tmp --timeout 1h"
                        + " --max-restarts 3 --backoff 2s --grace 5s --label team=x --expected 10m"
                        + " --deadline 2030-01-31T18:00:00Z --no-preempt --isolation sandbox"
                        + " --script "
                        + script)
                    .split(" "));

    assertThat(code).isZero();
    assertThat(api.requests().getFirst().body())
        .isEqualTo(
            """
            {"name":"a","project":"p","priority":-5,"ranks":2,"resources":{"cpus":0.5,\
            "memory":"1GiB","devices":{"kind":"h100","minMemory":"80GiB","count":1,\
            "share":500}},"topology":"spread","script":"echo hi\\n","env":{"K":"V"},\
            "timeout":"1h","restart":{"maxRestarts":3,"backoff":"2s"},\
            "grace":"5s","labels":{"team":"x"},"expectedDuration":"10m",\
            "deadline":"2030-01-31T18:00:00Z","preemptible":false,"isolation":"sandbox",\
            "workingDirectory":"/tmp"}\
            """);
  }

  @Test
  void run_withoutACommand_isAUsageError() {
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("run")).isEqualTo(2);
    assertThat(shell.err())
        .contains(
            "there is nothing to run",
            "expected: a command after --, or --script FILE",
            "arkwright job run --help");
    assertThat(api.requests()).isEmpty();
  }

  private void note(Path home) throws IOException {
    Files.writeString(
        home.resolve("server.json"), "{\"pid\":1,\"url\":\"%s\"}".formatted(api.url()));
  }

  @Test
  void chat_settingOutOfRange_isWrongUse() {
    for (String value : new String[] {"5", "-1", "2.01", "warm", "."}) {
      CommandShell shell = CommandShell.at(api);
      assertThat(shell.run("chat", "api", "-q", "x", "--temperature=" + value)).isEqualTo(2);
      assertThat(shell.err()).contains("--temperature is '" + value + "'", "from 0 to 2");
    }
    assertThat(api.requests()).isEmpty();
  }

  @Test
  void run_timeWithoutAUnit_isRefusedInWordsOfWhatWasTyped() {
    api.on(
        "POST /jobs",
        400,
        """
        {"title":"Bad Request","status":400,"problems":[{"line":1,"field":"timeout","value":"5",
         "expected":"a duration such as 90s","message":"timeout is \\"5\\" in quotes, which is\
         text, expected a duration such as 90s"}]}\
        """);
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("run", "--timeout", "5", "--", "true")).isEqualTo(2);
    assertThat(shell.err())
        .contains("--timeout is '5', expected a duration", "needs its unit, as in 5s or 5m")
        .doesNotContain("quotes");
  }

  @Test
  void run_wrongValue_isRefusedBeforeTheFolderIsReadOrSent(@TempDir Path folder)
      throws IOException {
    Files.writeString(folder.resolve("train.py"), "x = 1");
    api.on(
        "POST /jobs/check",
        400,
        """
        {"title":"Bad Request","status":400,"problems":[{"field":"resources.cpus","value":"abc",
         "message":"resources.cpus is 'abc', expected a number of cores"}]}\
        """);
    CommandShell shell = CommandShell.at(api).in(folder);

    assertThat(shell.run("run", "--cpus=abc", "--", "true")).isEqualTo(2);
    assertThat(shell.err()).contains("--cpus is 'abc'").doesNotContain("code:");
    assertThat(api.requests()).hasSize(1);
  }
}
