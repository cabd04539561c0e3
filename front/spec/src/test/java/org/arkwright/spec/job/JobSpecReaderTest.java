package org.arkwright.spec.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.time.Duration;
import java.time.Instant;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Share;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecProblem;
import org.arkwright.spec.SpecWriter;
import org.junit.jupiter.api.Test;

class JobSpecReaderTest {
  private static final String EVERYTHING =
      """
      name: train-llm
      project: research
      priority: 10
      ranks: 4
      resources:
        cpus: 2.5
        memory: 4GiB
        devices: {kind: H100, minMemory: 40GiB, count: 1, share: 500}
      topology: same-node
      command: [python, train.py, 3]
      env: {A: b, N: 1}
      workingDirectory: /data
      timeout: 2h
      restart: {maxRestarts: 3, backoff: 10s}
      grace: 30s
      labels: {team: x}
      expectedDuration: 1h30m
      deadline: 2026-12-01T00:00:00Z
      preemptible: false
      isolation: sandbox
      """;

  @Test
  void read_everyField() {
    JobSpec spec = accepted(EVERYTHING);

    assertThat(spec.name()).isEqualTo("train-llm");
    assertThat(spec.project()).isEqualTo(new ProjectName("research"));
    assertThat(spec.scheduling().priority()).isEqualTo(10);
    assertThat(spec.gang().ranks()).isEqualTo(4);
    assertThat(spec.gang().resources().cpuMillis()).isEqualTo(2500);
    assertThat(spec.gang().resources().memory()).isEqualTo(Bytes.ofGibibytes(4));
    assertThat(spec.gang().resources().devices())
        .contains(new DeviceRequest(Optional.of("h100"), Bytes.ofGibibytes(40), 1, new Share(500)));
    assertThat(spec.gang().topology()).isEqualTo(Topology.SAME_NODE);
    assertThat(spec.execution().work())
        .isEqualTo(new Work.Command(List.of("python", "train.py", "3")));
    assertThat(spec.execution().env()).isEqualTo(Map.of("A", "b", "N", "1"));
    assertThat(spec.execution().workingDirectory()).contains("/data");
    assertThat(spec.execution().timeout()).contains(Duration.ofHours(2));
    assertThat(spec.execution().restart()).isEqualTo(new RestartPolicy(3, Duration.ofSeconds(10)));
    assertThat(spec.execution().grace()).isEqualTo(Duration.ofSeconds(30));
    assertThat(spec.labels()).isEqualTo(Map.of("team", "x"));
    assertThat(spec.scheduling().expectedDuration()).contains(Duration.ofMinutes(90));
    assertThat(spec.scheduling().deadline()).contains(Instant.parse("2026-12-01T00:00:00Z"));
    assertThat(spec.scheduling().preemptible()).isFalse();
    assertThat(spec.execution().isolation()).isEqualTo(Isolation.SANDBOX);
  }

  @Test
  void read_finalExits_areExitCodesOfFailures() {
    String start = "command: [/bin/true]\nrestart: {maxRestarts: 3, finalExits: ";
    JobSpec spec = accepted(start + "[2, 64]}");
    assertThat(spec.execution().restart().finalExits()).containsExactly(2, 64);
    assertThat(SpecWriter.job(spec).path("restart").path("finalExits").toString())
        .isEqualTo("[2,64]");
    for (String wrong : List.of("[0]}", "[256]}", "2}", "[two]}")) {
      assertThat(JobSpecReader.read((start + wrong).getBytes(StandardCharsets.UTF_8), "fallback"))
          .isInstanceOfSatisfying(
              Reading.Rejected.class,
              rejected ->
                  assertThat(rejected.problems().toString())
                      .contains("restart.finalExits", "a list of exit codes from 1 to 255"));
    }
  }

  @Test
  void restart_never_orWithoutLosses_isRead() {
    assertThat(accepted("command: [a]\nrestart: never").execution().restart())
        .isEqualTo(RestartPolicy.NEVER);
    assertThat(
            accepted("command: [a]\nrestart: {maxRestarts: 2, afterLoss: false}")
                .execution()
                .restart())
        .satisfies(policy -> {
          assertThat(policy.maxRestarts()).isEqualTo(2);
          assertThat(policy.afterLoss()).isFalse();
        });
    assertThat(rejected("command: [a]\nrestart: always")).hasSize(1);
  }

  @Test
  void resumes_isWhatItsOwnerSays_alsoByPreemptible() {
    assertThat(accepted("command: [a]").scheduling().resumes()).isFalse();
    assertThat(accepted("command: [a]\nresumes: true").scheduling().resumes()).isTrue();
    assertThat(accepted("command: [a]\npreemptible: true").scheduling().resumes()).isTrue();
    assertThat(accepted("command: [a]\npreemptible: true\nresumes: false").scheduling().resumes())
        .isFalse();
    assertThat(rejected("command: [a]\npreemptible: false\nresumes: true")).hasSize(1);
  }

  @Test
  void isolation_offline_isRefusedForSeveralRanks() {
    assertThat(accepted("command: [a]\nisolation: sandbox-offline").execution().isolation())
        .isEqualTo(Isolation.SANDBOX_OFFLINE);
    assertThat(rejected("command: [a]\nranks: 2\nisolation: sandbox-offline").toString())
        .contains("isolation", "2 ranks, which could not reach each other", "ranks: 1");
    assertThat(accepted("command: [a]\nranks: 2\nisolation: sandbox").gang().ranks()).isEqualTo(2);
  }

  @Test
  void read_commandAlone_takesDefaults() {
    JobSpec spec = accepted("command: [/bin/true]");

    assertThat(spec.name()).isEqualTo("fallback");
    assertThat(spec.gang().ranks()).isEqualTo(1);
    assertThat(spec.execution().grace()).isEqualTo(JobSpec.GRACE_DEFAULT);
    assertThat(spec.scheduling().preemptible()).isTrue();
  }

  @Test
  void read_writtenSpec_roundTrips() {
    JobSpec spec = accepted(EVERYTHING);

    assertThat(accepted(SpecWriter.job(spec).toString())).isEqualTo(spec);
    assertThat(accepted(SpecWriter.job(spec).toPrettyString().replace("  ", "\t"))).isEqualTo(spec);
  }

  @Test
  void read_builtinAndServer_roundTrip_andNameWhatIsWrong() {
    for (Work work :
        List.of(
            new Work.Builtin(Work.Program.TRAIN, List.of("--preset", "nano")),
            new Work.Server(List.of("server", "{port}")))) {
      String text =
          work instanceof Work.Server
              ? "server: [server, '{port}']"
              : "builtin: [train, --preset, nano]";
      JobSpec spec = accepted(text);
      assertThat(spec.execution().work()).isEqualTo(work);
      assertThat(accepted(SpecWriter.job(spec).toString())).isEqualTo(spec);
    }
    assertThat(rejected("builtin: [cook, rice]").getFirst().message())
        .isEqualTo(
            "builtin names 'cook', expected train or serve or links or convert as its first item");
    assertThat(rejected("command: [a]\nbuiltin: [train]").getFirst().message())
        .isEqualTo("command and builtin are both given; keep one");
  }

  @Test
  void read_textCommand_isAShellScript() {
    assertThat(accepted("command: echo $RANK | cat").execution().work())
        .isEqualTo(new Work.Script("echo $RANK | cat"));
    assertThat(accepted("script: |\n  #!/bin/bash\n  echo hi\n").execution().work())
        .isEqualTo(new Work.Script("#!/bin/bash\necho hi\n"));
  }

  @Test
  void read_misspeltField_namesLineFieldAndNearest() {
    List<SpecProblem> problems = rejected("command: [a]\nranks: 1\n\nprioritty: 1\n");

    assertThat(problems)
        .extracting(SpecProblem::toString)
        .containsExactly("line 4: unknown field 'prioritty' – did you mean 'priority'?");
    assertThat(problems.getFirst().column()).isEqualTo(1);
    assertThat(problems.getFirst().field()).isEqualTo("prioritty");
  }

  @Test
  void deviceKind_mayNameAlternatives_butNotEmptyOnes() {
    String document = "command: [a]\nresources: {devices: {kind: %s}}\n";

    assertThat(
            accepted(document.formatted("'a100|H100'"))
                .gang()
                .resources()
                .devices()
                .orElseThrow()
                .kind())
        .contains("a100|h100");
    assertThat(rejected(document.formatted("'a100|'")).toString())
        .contains("a device kind such as h100, or a100|h100 for either");
  }

  @Test
  void read_nestedMisspelling_namesThePath() {
    assertThat(rejected("command: [a]\nresources:\n  devices:\n    knd: h100\n"))
        .extracting(SpecProblem::toString)
        .containsExactly("line 4: unknown field 'knd' in resources.devices – did you mean 'kind'?");
  }

  @Test
  void read_manyMistakes_reportsAllInOrder() {
    List<SpecProblem> problems =
        rejected(
            """
            name: Not A Name
            priority: high
            ranks: -1
            resources: {cpus: -2, memory: lots, devices: {count: 2, share: 500}}
            topology: diagonal
            command: [python]
            script: echo
            env: {1X: y}
            workingDirectory: data
            timeout: 90
            restart: {maxRestarts: 99999999999999999999}
            deadline: tomorrow
            preemptible: yes
            ranks: 3
            """);

    assertThat(problems)
        .extracting(SpecProblem::line)
        .containsExactly(1, 2, 3, 4, 4, 4, 5, 7, 8, 9, 10, 11, 12, 13, 14);
    assertThat(problems).allSatisfy(problem -> assertThat(problem.expected()).isNotEmpty());
    assertThat(problems.getLast().message()).isEqualTo("ranks is given twice");
  }

  @Test
  void read_surprisingNumbers_areRefused() {
    for (String number : List.of("010", "0x10", "1:30", "1_000", "1e3", "\"4\"", "4.0", "+4")) {
      assertThat(rejected("command: [a]\nranks: " + number)).as(number).hasSize(1);
    }
  }

  @Test
  void read_fieldWithoutValue_isAProblem() {
    assertThat(rejected("command: [a]\ntimeout:\n").getFirst().message())
        .startsWith("timeout has no value");
    assertThat(rejected("{\"command\": [\"a\"], \"env\": {\"A\": null}}")).hasSize(1);
  }

  @Test
  void read_textThatNoProcessCanBeGiven_isAProblem() {
    for (String text : new String[] {"\\u0000", "\\ud800", "a\\udc00b"}) {
      assertThat(rejected("{\"command\": [\"a\", \"" + text + "\"]}")).as(text).hasSize(1);
      assertThat(rejected("{\"command\": [\"a\"], \"env\": {\"A\": \"" + text + "\"}}"))
          .as(text)
          .hasSize(1);
    }
    assertThat(accepted("{\"command\": [\"a\", \"\\ud83d\\ude42\"]}")).isNotNull();
  }

  @Test
  void read_wrongShapes_areProblems() {
    assertThat(rejected("command: {a: b}").getFirst().message()).startsWith("command is a mapping");
    assertThat(rejected("command: []").getFirst().message()).isEqualTo("command names no program");
    assertThat(rejected("command: [[a]]").getFirst().field()).isEqualTo("command[0]");
    assertThat(rejected("command: [a]\nresources: 3").getFirst().field()).isEqualTo("resources");
    assertThat(rejected("command: [a]\n? [x]\n: y").getFirst().line()).isEqualTo(2);
  }

  @Test
  void read_hostileYaml_isRefusedCheaply() {
    String bomb = "a: &a [x, x]\nb: &b [*a, *a]\nc: [*b, *b]";
    assertThat(rejected(bomb).getFirst().message()).startsWith("aliases are not accepted");
    assertThat(rejected("command: !!java.net.URL [x]").getFirst().message())
        .startsWith("tags are not accepted");
    assertThat(rejected("command: [a]\n---\ncommand: [b]").getFirst().line()).isEqualTo(2);
    assertThat(rejected("command: " + "[".repeat(500_000)).getFirst().message())
        .startsWith("nested more than");
    for (String value : new String[] {"a", "\"a\"", "1"}) {
      String many = "{\"command\": [%s%s]}".formatted((value + ",").repeat(2_000_000), value);
      assertThat(rejected(many).getFirst().message()).startsWith("more than 600,000 values");
    }
    assertThat(rejected("command: [a]\nenv:\n\tA: b").getFirst().message())
        .contains("a tab cannot indent");
    assertThat(rejected("command: [a").getFirst().message()).startsWith("not YAML or JSON");
    for (String escape : new String[] {"x", "x4", "u", "u00e", "U", "UFFFFFFFF"}) {
      assertThat(rejected("command: [\"a\\" + escape).getFirst().message())
          .as(escape)
          .startsWith("not YAML or JSON");
    }
  }

  @Test
  void read_noDocument_saysSo() {
    assertThat(rejected("").getFirst().message()).isEqualTo("the document is empty");
    assertThat(rejected("# only a remark\n").getFirst().message()).contains("not a mapping");
    assertThat(rejected("- a\n- b").getFirst().message()).contains("not a mapping");
    assertThat(rejected(new byte[] {(byte) 0xff, (byte) 0xfe, 0}).getFirst().message())
        .contains("not text in UTF-8", "iconv -f UTF-16");
    assertThat(rejected("name: \u00e9".getBytes(StandardCharsets.ISO_8859_1)).getFirst().message())
        .contains("not text in UTF-8", "iconv -f LATIN1");
    assertThat(rejected("name: \"\\UFFFFFFFF\"").getFirst().message()).contains("is no character");
    assertThat(rejected(new byte[] {'a', 0, 1, 2}).getFirst().message())
        .contains("a character not allowed in text");
  }

  private static JobSpec accepted(String document) {
    Reading<JobSpec> reading =
        JobSpecReader.read(document.getBytes(StandardCharsets.UTF_8), "fallback");
    return switch (reading) {
      case Reading.Read<JobSpec>(JobSpec spec) -> spec;
      case Reading.Rejected<JobSpec>(var problems) ->
          throw new AssertionError("rejected: " + problems);
    };
  }

  private static List<SpecProblem> rejected(String document) {
    return rejected(document.getBytes(StandardCharsets.UTF_8));
  }

  private static List<SpecProblem> rejected(byte[] document) {
    return switch (JobSpecReader.read(document, "fallback")) {
      case Reading.Read<JobSpec>(JobSpec spec) -> throw new AssertionError("accepted: " + spec);
      case Reading.Rejected<JobSpec>(var problems) -> problems;
    };
  }
}
