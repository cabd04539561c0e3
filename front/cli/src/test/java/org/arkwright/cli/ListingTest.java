package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.util.List;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class ListingTest {
  private static final String QUEUED =
      """
      {"id":"0123456789abc","name":"big","project":"vision","state":"Queued","priority":5,\
      "ranks":4,"submittedAt":"2030-01-01T11:57:00Z","attempts":0,\
      "reason":{"code":"WaitingForQuota","text":"vision uses all of its 8 devices"}}\
      """;
  private static final String FAILED =
      """
      {"id":"0123456789abd","name":"bad","project":"default","state":"Failed","priority":0,\
      "ranks":1,"submittedAt":"2030-01-01T11:00:00Z","startedAt":"2030-01-01T11:00:01Z",\
      "finishedAt":"2030-01-01T11:00:31Z","attempts":1,"exitCode":137,\
      "cause":{"type":"RankFailed","text":"rank 0 was killed by SIGKILL"}}\
      """;

  private final FakeApi api = new FakeApi();

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void jobs_all_asATableThatFitsTheScreen() {
    api.on("GET /jobs", 200, "{\"jobs\":[" + QUEUED + "," + FAILED + "]}");

    CommandShell wide = CommandShell.at(api);
    assertThat(wide.run("jobs", "--all")).isZero();
    assertThat(wide.out())
        .isEqualTo(
            """
            ID             NAME  PROJECT  STATE   PRIO  RANKS  AGE  RUNTIME  DETAIL
            0123456789abc  big   vision   Queued     5      4   3m           \
            WaitingForQuota: vision uses all of its 8 devices
            0123456789abd  bad   default  Failed     0      1   1h      30s  \
            exit 137, rank 0 was killed by SIGKILL
            """
                .replace("   1h  ", "  60m  "));

    CommandShell narrow = CommandShell.at(api).columns(80);
    assertThat(narrow.run("jobs", "--all")).isZero();
    assertThat(narrow.out().lines()).allMatch(line -> line.length() <= 80);
    assertThat(narrow.out()).contains("WaitingFo", "…");
  }

  @Test
  void jobs_oneThatRanBefore_hasNoRuntimeWhileItIsQueuedAgain() {
    String again =
        QUEUED.replace("\"attempts\":0", "\"attempts\":1,\"startedAt\":\"2030-01-01T11:58:00Z\"");
    api.on("GET /jobs", 200, "{\"jobs\":[" + again + "]}");

    CommandShell shell = CommandShell.at(api);
    assertThat(shell.run("jobs", "--all")).isZero();
    assertThat(shell.out()).contains("3m           WaitingForQuota");
  }

  @Test
  void jobs_severalPages_asOneList() {
    api.on(
        "GET /jobs",
        exchange ->
            FakeApi.send(
                exchange,
                200,
                FakeApi.parameter(exchange, "page").isEmpty()
                    ? "{\"jobs\":[" + QUEUED + "],\"next\":\"two\"}"
                    : "{\"jobs\":[" + FAILED + "]}"));
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("-o", "json", "jobs", "--all")).isZero();
    assertThat(shell.out()).startsWith("[").contains("0123456789abc", "0123456789abd");
  }

  @Test
  void jobs_moreThanTheLimit_stopsThereAndSaysSo() {
    api.on("GET /jobs", 200, "{\"jobs\":[" + QUEUED + "," + FAILED + "],\"next\":\"two\"}");
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("jobs", "--all", "--limit", "1")).isZero();
    assertThat(shell.out()).contains("0123456789abc").doesNotContain("0123456789abd");
    assertThat(shell.err()).contains("stopped at --limit 1; there may be more jobs");
    assertThat(api.requests()).hasSize(1);
  }

  @Test
  void nodes_showEnforcedAndUnenforcedLimits() {
    api.on(
        "GET /nodes",
        200,
        """
        {"nodes":[{"name":"box","state":"Live","cpus":{"total":8.000,"free":6.500},
          "memory":{"total":17179869184,"free":8589934592},"devices":{"total":1,"free":0.500},
          "limits":[{"name":"memory","enforced":true,"mechanism":"cgroup-v2","detail":""},
                    {"name":"sandbox","enforced":false,"detail":"bwrap is not installed"}]}]}\
        """);
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("nodes")).isZero();
    assertThat(shell.out())
        .contains(
            "6.5/8",
            "8 GiB/16 GiB",
            "0.5/1",
            "memory (cgroup-v2)",
            "sandbox (bwrap is not installed)");
  }

  @Test
  void quotaSet_sendsOnlyGivenOptions() {
    api.on(
        "PUT /projects/vision/quota",
        200,
        """
        {"project":"vision","cohort":"lab",
         "nominal":{"cpus":16,"memory":"unlimited","devices":0.5},
         "borrowingLimit":{"cpus":"unlimited","memory":"unlimited","devices":"unlimited"},
         "lendingLimit":{"cpus":0,"memory":"unlimited","devices":"unlimited"},"weight":2}\
        """);
    CommandShell shell = CommandShell.at(api);
    String line = "quota set vision --cpus 16 --devices 0.5 --lend-cpus 0 --cohort lab --weight 2";

    assertThat(shell.run(line.split(" "))).isZero();
    assertThat(api.requests().getFirst().body())
        .isEqualTo(
            """
            {"cohort":"lab","nominal":{"cpus":16,"devices":0.5},\
            "lendingLimit":{"cpus":0},"weight":2}\
            """);
    assertThat(shell.out()).contains("16 cpus, 0.5 devices", "unlimited", "0 cpus");
  }

  @Test
  void explain_showsReasonBlockersAndSmallestChange() {
    api.on(
        "GET /jobs/big/explain",
        200,
        """
        {"id":"0123456789abc","name":"big","state":"Queued","reason":{"code":"WaitingForResources",
         "text":"2 cores are free, 4 are wanted","blockers":[{"id":"0123456789abd","name":"bad"}],
         "position":1,"queued":3,"smallestChange":"2 cores less per rank"},
         "hostsNotServed":"hosts are not served: home/box joined"}\
        """);
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("explain", "vision/big")).isZero();
    assertThat(shell.out())
        .contains(
            "WaitingForResources",
            "2 cores are free, 4 are wanted",
            "0123456789abd  bad",
            "1 of 3",
            "2 cores less per rank",
            "hosts are not served: home/box joined");
    assertThat(api.requests().getFirst().line()).isEqualTo("GET /jobs/big/explain?project=vision");
  }

  @Test
  void explain_ofAJobThatHasEnded_saysWhenWhereAndWhy() {
    api.on(
        "GET /jobs/bad/explain",
        200,
        """
        {"id":"0123456789abc","name":"bad","state":"Failed","exitCode":3,
         "cause":{"type":"RankFailed","text":"rank 0 ended with 3: there is no file x"},
         "submittedAt":"2030-01-01T00:00:00.123456789Z","startedAt":"2030-01-01T00:05:00.9Z",
         "finishedAt":"2030-01-01T01:15:01.987654321Z","attempts":4,"failures":3,"losses":1,
         "nodes":["gpu-7"]}\
        """);
    CommandShell shell = CommandShell.at(api).columns(200);

    assertThat(shell.run("explain", "bad")).isZero();
    assertThat(shell.out().replaceAll(" +", " "))
        .contains(
            "detail rank 0 ended with 3: there is no file x",
            "ended 2030-01-01T01:15:01Z (",
            "waited 5m until its last attempt began",
            "ran 70m on gpu-7",
            "attempts 4; 3 failed, 1 lost",
            "exit code 3",
            "output arkwright logs 0123456789abc");

    api.on(
        "GET /jobs/never/explain",
        200,
        """
        {"id":"0123456789abd","name":"never","state":"Cancelled",
         "cause":{"type":"CancelRequested","text":"cancelled by ada"},
         "submittedAt":"2030-01-01T00:00:00Z","finishedAt":"2030-01-01T00:01:00Z",
         "attempts":0,"failures":0,"losses":0,"exitCode":130,"nodes":[]}\
        """);
    shell = CommandShell.at(api).columns(200);
    assertThat(shell.run("explain", "never")).isZero();
    assertThat(shell.out().replaceAll(" +", " "))
        .contains("cancelled by ada", "waited 60s, and never started")
        .doesNotContain("ran ", "output");
  }

  @Test
  void pipeline_saysItsTimesToTheSecond() {
    api.on(
        "GET /pipelines/words",
        200,
        """
        {"id":"6h26mgpcxvdjy","name":"words","state":"Succeeded","steps":[],
         "submittedAt":"2030-01-01T00:00:00.123456789Z","endedAt":"2030-01-01T00:05:00.9Z"}\
        """);
    CommandShell shell = CommandShell.at(api).columns(200);

    assertThat(shell.run("pipeline", "words")).isZero();
    assertThat(shell.out()).contains("2030-01-01T00:00:00Z  (", "2030-01-01T00:05:00Z  (");
  }

  @Test
  void wait_exitsWithTheJobsCode() {
    new FakeJob(api, 1, FakeJob.running());
    api.on(
        "GET /jobs/" + FakeJob.ID + "/wait",
        200,
        "{\"id\":\"%s\",%s}".formatted(FakeJob.ID, FakeJob.ended("Failed", 3)));
    assertThat(CommandShell.at(api).run("wait", FakeJob.ID)).isEqualTo(3);
    // What ended while the time was spent on others has ended all the same.
    assertThat(CommandShell.at(api).run("wait", FakeJob.ID, "--timeout", "0s")).isEqualTo(3);
    api.on(
        "GET /jobs/" + FakeJob.ID + "/wait",
        200,
        "{\"id\":\"%s\",\"state\":\"Running\"}".formatted(FakeJob.ID));
    assertThat(CommandShell.at(api).run("wait", FakeJob.ID, "--timeout", "0s")).isEqualTo(124);
    assertThat(CommandShell.at(api).run("wait", FakeJob.ID, "--timeout", "soon")).isEqualTo(2);
  }

  @Test
  void wait_forSeveral_exitsWithTheFirstFailure() {
    api.on("GET /jobs/good", 200, "{\"id\":\"1\",\"name\":\"good\",\"state\":\"Succeeded\"}");
    api.on(
        "GET /jobs/bad",
        200,
        "{\"id\":\"2\",\"name\":\"bad\",\"state\":\"Failed\",\"exitCode\":7,\"cause\":\"it broke\"}");
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("wait", "good", "bad", "good")).isEqualTo(7);
    assertThat(shell.out()).isEqualTo("good Succeeded\nbad Failed\ngood Succeeded\n");
    assertThat(shell.err()).isEqualTo("bad: it broke\n");

    CommandShell data = CommandShell.at(api);
    assertThat(data.run("wait", "good", "bad", "-o", "json")).isEqualTo(7);
    assertThat(data.out()).startsWith("[");
    assertThat(CommandShell.at(api).run("wait", "good", "gone")).isEqualTo(1);
    assertThat(CommandShell.at(api).run("wait")).isEqualTo(2);
  }

  @Test
  void cancel_byLabel_cancelsTheLiveJobsThatHaveIt() {
    api.on("GET /jobs", 200, "{\"jobs\":[" + QUEUED + "]}");
    api.on("POST /jobs/0123456789abc/cancel", 200, "{\"name\":\"big\",\"state\":\"Cancelled\"}");
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("cancel", "--label", "sweep=lr")).isZero();
    assertThat(api.requests().getFirst().line())
        .isEqualTo("GET /jobs?state=Running&project=default&label=sweep=lr");
    assertThat(shell.out()).isEqualTo("default/big is cancelled\n");
    assertThat(CommandShell.at(api).run("cancel")).isEqualTo(2);
    api.on("POST /jobs/train/cancel", 200, "{\"name\":\"train\",\"state\":\"Cancelled\"}");
    CommandShell named = CommandShell.at(api);
    assertThat(named.run("cancel", "--project", "lab", "train")).isZero();
    assertThat(api.requests().getLast().line()).isEqualTo("POST /jobs/train/cancel?project=lab");
    assertThat(CommandShell.at(api).run("cancel", "bad", "--label", "sweep=lr")).isEqualTo(2);
  }

  @Test
  void logs_ofEveryRank_oneAfterAnother() {
    new FakeJob(api, 2, FakeJob.ended("Succeeded", 0));
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("logs", FakeJob.ID)).isZero();
    assertThat(shell.out())
        .isEqualTo("[0] first of 0\n[0] second of 0\n[1] first of 1\n[1] second of 1\n");

    CommandShell one = CommandShell.at(api);
    assertThat(one.run("logs", FakeJob.ID, "--rank", "1")).isZero();
    assertThat(one.out()).isEqualTo(FakeJob.logOf(1));
  }

  @Test
  void jobs_thatChangeStateMeanwhile_areListedOnce() {
    api.on("GET /jobs", 200, "{\"jobs\":[" + QUEUED + "]}");
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("jobs", "-o", "json")).isZero();
    assertThat(shell.out().split("0123456789abc", -1)).hasSize(2);
  }

  @Test
  void listsOfAProjectThatIsUnknown_sayWhichThereAre() {
    api.on("GET /projects", 200, "{\"projects\": [\"vision\"]}");
    for (String path : List.of("nodes", "devices", "jobs", "pipelines", "deployments")) {
      api.on("GET /" + path, 200, "{\"%s\": []}".formatted(path));
    }
    for (String command : List.of("top", "ps", "pipeline ls", "deployment ls")) {
      CommandShell shell = CommandShell.at(api);
      String[] words = (command + " --project visio").split(" ");
      assertThat(shell.run(words)).as(command).isZero();
      assertThat(shell.err())
          .as(command)
          .contains("note: nothing is of project 'visio' yet; there are: vision\n");
    }
  }

  @Test
  void explain_whenTheTwinCannotTell_saysWhy(@TempDir Path home) {
    api.on(
        "GET /jobs/big/explain",
        200,
        """
        {"id":"0123456789abc","name":"big","state":"Queued","reason":{"code":"WaitingForResources",
         "text":"2 cores are free, 4 are wanted"}}\
        """);
    CommandShell shell = CommandShell.at(api);

    assertThat(shell.run("explain", "big", "--when", "--home", home.toString())).isZero();
    assertThat(shell.out())
        .contains("2 cores are free", "cannot be told: ")
        .doesNotContain("never");
  }

  @Test
  void journalExport_asYaml_isDocuments() {
    api.on("GET /journal/export", 200, "{\"number\":1}\n{\"number\":2}\n");
    CommandShell yaml = CommandShell.at(api);
    assertThat(yaml.run("journal", "export", "-o", "yaml")).isZero();
    assertThat(yaml.out()).isEqualTo("---\nnumber: 1\n---\nnumber: 2\n");

    CommandShell lines = CommandShell.at(api);
    assertThat(lines.run("journal", "export")).isZero();
    assertThat(lines.out()).isEqualTo("{\"number\":1}\n{\"number\":2}\n");
  }

  @Test
  void completion_offersFormatsAsTheyAreTyped() {
    CommandShell shell = new CommandShell();
    assertThat(shell.run("completion")).isZero();
    assertThat(shell.out()).contains("table", "json", "yaml").doesNotContain("\"TABLE\"");
  }
}
