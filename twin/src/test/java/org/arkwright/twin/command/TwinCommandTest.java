package org.arkwright.twin.command;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.journal.Journals;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The twin's command line: arguments and files in, reports and errors out. */
class TwinCommandTest {
  private static final String FLEET = "nodes:\n  - {name: n, devices: {kind: h100, count: 2}}\n";

  @TempDir Path folder;

  private String error = "";

  @BeforeEach
  void writeFleet() throws IOException {
    write("fleet.yaml", FLEET);
  }

  @Test
  void replay_waits_equalThoseComputedByHand() throws IOException {
    write("t.csv", "submit,duration,devices\n0,100,2\n1,10,1\n");

    JsonNode run = replay("t.csv", "--policy", "fifo").path("runs").path(0);

    assertThat(run.path("waitMeanSeconds").asDouble()).isEqualTo(49.5);
    assertThat(run.path("completionP99Seconds").asDouble()).isEqualTo(109.0);
    assertThat(run.path("makespanSeconds").asDouble()).isEqualTo(110.0);
    assertThat(run.path("allocation").asDouble()).isEqualTo(210.0 / 220);
    // Two devices of 70 W idle to 700 W at the peak, at a PUE of 1.4.
    double joules = 1.4 * (210 * 700.0 + 10 * 70.0);
    assertThat(run.path("energyKilowattHours").asDouble())
        .isCloseTo(joules / 3.6e6, org.assertj.core.data.Offset.offset(0.06));
  }

  @Test
  void replay_jobThatIsStopped_startsOverOrKeepsItsCheckpoints() throws IOException {
    write("t.csv", "submit,duration,devices,priority\n0,100,2,0\n50,20,2,10\n");

    JsonNode over = replay("t.csv", "--policy", "fifo").path("runs").path(0);
    JsonNode kept = replay("t.csv", "--policy", "fifo", "--checkpoint", "30s").path("runs").path(0);

    assertThat(over.path("preemptions").asInt()).isEqualTo(1);
    assertThat(over.path("makespanSeconds").asDouble()).isEqualTo(170);
    assertThat(over.path("lostDeviceHours").asDouble()).isEqualTo(100 / 3600.0);
    assertThat(kept.path("makespanSeconds").asDouble()).isEqualTo(140);
    assertThat(kept.path("lostDeviceHours").asDouble()).isEqualTo(40 / 3600.0);
  }

  @Test
  void replay_repeated_isEqualToTheByte() throws IOException {
    write("gen.csv", output("generate", "--jobs", "150", "--rate", "200", "--seed", "7"));
    write("big.yaml", "nodes: [{name: n, count: 5, devices: {kind: h100, count: 8}}]\n");
    String[] arguments = {
      "replay",
      file("gen.csv"),
      "--fleet",
      file("big.yaml"),
      "--policy",
      "forecast",
      "--policy",
      "fifo:spread=2,packing=1",
      "--output",
      "json"
    };

    String first = output(arguments);

    assertThat(output(arguments)).isEqualTo(first);
    JsonNode runs = new JsonMapper().readTree(first).path("runs");
    assertThat(runs.path(0).path("succeeded").asInt()).isEqualTo(150);
    assertThat(runs.path(0).path("digest")).isNotEqualTo(runs.path(1).path("digest"));
  }

  @Test
  void generated_asJson_isTheSameTrace_aJobALine() throws IOException {
    List<String> rows = output("generate", "--jobs", "5", "--seed", "7").lines().toList();
    List<String> items =
        output("generate", "--jobs", "5", "--seed", "7", "--output", "json").lines().toList();

    assertThat(items).hasSize(5).hasSize(rows.size() - 1);
    String[] cells = rows.get(1).split(",", -1);
    JsonNode first = new JsonMapper().readTree(items.getFirst());
    assertThat(first.path("submit").asDouble()).isEqualTo(Double.parseDouble(cells[0]));
    assertThat(first.path("name").asText()).isEqualTo(cells[9]);
    assertThat(first.has("kind")).isFalse();
    assertThat(code("generate", "--output", "xml")).isEqualTo(2);
  }

  @Test
  void verified_asJson_isOneObject() throws IOException {
    String file = file("journal.db");
    Journals.open(file).close();

    JsonNode answer =
        new JsonMapper().readTree(output("verify", "--journal", file, "--output", "json"));

    assertThat(answer.path("reproduced").asBoolean()).isTrue();
    assertThat(answer.path("entries").asLong(-1)).isZero();
    assertThat(output("verify", "--journal", file)).contains("0 entries");
  }

  @Test
  void html_isOnePageWithoutOtherResources() throws IOException {
    write("t.csv", "submit,duration,devices\n0,100,2\n1,10,1\n");

    output("replay", file("t.csv"), "--fleet", file("fleet.yaml"), "--html", file("page.html"));

    String page = Files.readString(folder.resolve("page.html"));
    assertThat(page).contains("<svg", "prefers-color-scheme:dark", "49 s").endsWith("</html>\n");
    assertThat(page).doesNotContain("src=", "href=", "url(", "@import", "<script");
  }

  @Test
  void trace_problems_areReportedByLineColumnAndValue() throws IOException {
    refused("submit,devices\n0,1\n", "t.csv:1:", "lacks duration");
    refused("submit,duration,devices\n", "it contains no job");
    refused(
        "submit,duration,devices\n0,-5,1\n", "t.csv:2: column duration is '-5', expected seconds");
    refused("submit,duration,devices\n0,,1\n", "t.csv:2: column duration is empty");
    refused("submit,duration,devices\n0,5,1.5\n", "t.csv:2: column devices is '1.5'");
    refused("submit,duration,devices\n9,5,1\n3,5,1\n", "t.csv:3: column submit is '3'", "sort");
    refused("submit,duration,devices\n0,5\n", "t.csv:2: 2 cells, expected 3");
    refused("submit,duration,devices,prority\n0,5,1,1\n", "t.csv:1:", "did you mean 'priority'");
    refused(
        "submit,duration,devices,kind\n0,5,1,h200\n",
        "t.csv:2:",
        "'h200'".replace("'", ""),
        "h100");
    refused("submit,duration,devices\n0,5,3\n", "t.csv:2: job-1 asks for", "--skip-impossible");
    refused(
        "timestamp,duration,num_gpus,gpu_time,cluster\n2017-13-01 00:00:00,5,1,5,a\n",
        "t.csv:2: column timestamp is '2017-13-01 00:00:00'");
  }

  @Test
  void fleet_problems_areNamed() throws IOException {
    write("t.csv", "submit,duration,devices\n0,1,1\n");
    badFleet("nodes: []\n", "fleet.yaml:1:", "at least one");
    badFleet("nods: []\n", "fleet.yaml:1: unknown field 'nods'", "did you mean 'nodes'");
    badFleet("nodes:\n  - {name: a, count: 0}\n", "fleet.yaml:2: nodes.count is '0'");
    badFleet("nodes:\n  - {name: a}\n  - {name: a}\n", "fleet.yaml:3:", "a is taken");
    badFleet("quotas: {}\n", "there are no nodes");
  }

  @Test
  void options_unknown_suggestTheNearest() throws IOException {
    write("t.csv", "submit,duration,devices\n0,1,1\n");
    String[] good = {"replay", file("t.csv"), "--fleet", file("fleet.yaml")};
    wrong(List.of("--policy", "fairshare"), "did you mean 'fair-share'", good);
    wrong(List.of("--policy", "fifo:packin=1"), "did you mean 'packing'", good);
    wrong(List.of("--policy", "fifo:packing=x"), "the weight of packing is 'x'", good);
    wrong(List.of("--polcy", "fifo"), "did you mean --policy?", good);
    wrong(List.of("--site", file("none.yaml")), "none.yaml: there is no such file", good);
  }

  @Test
  void replay_deferrableJob_waitsForTheCheapHour_andPaysItsPrice() throws IOException {
    // The series is of another year, so it begins with the trace: an hour at 0.4, one at 0.1.
    write("prices.csv", "time,price\n2020-01-01T00:00Z,0.4\n2020-01-01T01:00Z,0.1\n");
    write("site.yaml", "tariff: {source: prices.csv}\nprices: {deviceHour: {h100: 0}}\n");
    write(
        "t.csv", "submit,duration,devices,expected,deferrable\n0,1800,1,1800,true\n1,1,0,,false\n");

    JsonNode run = replay("t.csv", "--site", file("site.yaml")).path("runs").path(0);

    assertThat(run.path("waitMaxSeconds").asDouble()).isEqualTo(3600.0);
    assertThat(run.path("makespanSeconds").asDouble()).isEqualTo(5400.0);
  }

  @Test
  void replay_interruptibleJob_isPausedOverTheExpensiveHour_andCounted() throws IOException {
    StringBuilder series = new StringBuilder("time,price\n");
    for (int step = 0; step < 24; step++) {
      // Every other hour is expensive.
      int hour = step / 6;
      series.append("2020-01-01T%02d:%d0Z,0.%d\n".formatted(hour, step % 6, hour % 2 == 0 ? 1 : 9));
    }
    write("prices.csv", series.toString());
    write("site.yaml", "tariff: {source: prices.csv}\n");
    write(
        "t.csv",
        "submit,duration,devices,expected,interruptible\n0,5400,1,5400,true\n1,1,0,,false\n");

    JsonNode run = replay("t.csv", "--site", file("site.yaml")).path("runs").path(0);

    assertThat(run.path("pauses").asInt()).isEqualTo(1);
    assertThat(run.path("preemptions").asInt()).isZero();
  }

  @Test
  void powerCap_letsOneRunAfterTheOther() throws IOException {
    write("t.csv", "submit,duration,devices\n0,100,1\n0,100,1\n");
    // A node of 1,000 cores and two devices draws 1.6 kW idle; each device adds 0.9 at the meter.
    write("site.yaml", "power: {envelope: 2.6}\n");

    JsonNode run = replay("t.csv", "--site", file("site.yaml")).path("runs").path(0);

    assertThat(run.path("makespanSeconds").asDouble()).isEqualTo(200.0);
  }

  @Test
  void rentedSite_isTakenOnlyWhereWaitingCostsMore_andIsChargedSeparately() throws IOException {
    write(
        "fleet.yaml",
        """
        nodes:
          - {name: own, devices: {kind: h100, count: 2}}
          - {name: rented, site: cloud, devices: {kind: h100, count: 2}}
        """);
    write("t.csv", "submit,duration,devices,expected\n0,3600,2,3600\n0,3600,2,3600\n");
    // Two devices for an hour cost 4 at home and 12 in the cloud, 13 with the start of its nodes.
    write("unhurried.yaml", rented("7.9"));
    write("urgent.yaml", rented("10"));

    JsonNode unhurried = replay("t.csv", "--site", file("unhurried.yaml")).path("runs").path(0);
    JsonNode urgent = replay("t.csv", "--site", file("urgent.yaml")).path("runs").path(0);

    assertThat(unhurried.path("moneyBySite").toString()).isEqualTo("{\"cloud\":0.0,\"home\":8.0}");
    assertThat(unhurried.path("makespanSeconds").asDouble()).isEqualTo(7200);
    assertThat(urgent.path("moneyBySite").toString()).isEqualTo("{\"cloud\":13.0,\"home\":4.0}");
    assertThat(urgent.path("makespanSeconds").asDouble()).isEqualTo(3900);
    assertThat(urgent.path("completionP99Seconds").asDouble()).isEqualTo(3900);
    assertThat(
            output(
                "replay",
                file("t.csv"),
                "--fleet",
                file("fleet.yaml"),
                "--site",
                file("urgent.yaml")))
        .containsPattern("charged at cloud, EUR +13.00\n");
  }

  private static String rented(String waitCost) {
    return """
    prices: {deviceHour: {h100: 2}, cpuHour: 0, gibibyteHour: 0}
    waitCost: %s
    sites:
      cloud: {prices: {deviceHour: {h100: 6}}, rent: {startUp: 5m}}
    """
        .formatted(waitCost);
  }

  @Test
  void skipImpossible_skipsThemWithANote() throws IOException {
    write("t.csv", "submit,duration,devices\n0,5,3\n1,5,1\n");

    JsonNode report = replay("t.csv", "--skip-impossible");

    assertThat(report.path("runs").path(0).path("jobs").asInt()).isEqualTo(1);
    assertThat(report.path("notes").toString()).contains("1 jobs that the fleet could never run");
  }

  private void refused(String trace, String... parts) throws IOException {
    write("t.csv", trace);
    assertThat(code("replay", file("t.csv"), "--fleet", file("fleet.yaml")))
        .isEqualTo(TwinMain.USAGE);
    assertThat(error).contains(parts);
  }

  private void badFleet(String fleet, String... parts) throws IOException {
    write("fleet.yaml", fleet);
    assertThat(code("replay", file("t.csv"), "--fleet", file("fleet.yaml")))
        .isEqualTo(TwinMain.USAGE);
    assertThat(error).contains(parts);
  }

  private void wrong(List<String> more, String part, String... arguments) {
    List<String> all = new ArrayList<>(List.of(arguments));
    all.addAll(more);
    assertThat(code(all.toArray(String[]::new))).isEqualTo(TwinMain.USAGE);
    assertThat(error).contains(part);
  }

  private JsonNode replay(String trace, String... more) throws IOException {
    List<String> arguments =
        new ArrayList<>(
            List.of("replay", file(trace), "--fleet", file("fleet.yaml"), "--output", "json"));
    arguments.addAll(List.of(more));
    return new JsonMapper().readTree(output(arguments.toArray(String[]::new)));
  }

  private String output(String... arguments) {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    assertThat(run(out, arguments)).as(error).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }

  private int code(String... arguments) {
    return run(new ByteArrayOutputStream(), arguments);
  }

  private int run(ByteArrayOutputStream out, String... arguments) {
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    PrintStream print = new PrintStream(out, true, StandardCharsets.UTF_8);
    int code =
        TwinMain.run(List.of(arguments), print, new PrintStream(err, true, StandardCharsets.UTF_8));
    error = err.toString(StandardCharsets.UTF_8);
    return code;
  }

  private String file(String name) {
    return folder.resolve(name).toString();
  }

  private void write(String name, String text) throws IOException {
    Files.writeString(folder.resolve(name), text);
  }
}
