package org.arkwright.twin.command;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.data.Offset.offset;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.nio.file.Path;
import java.time.Instant;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What a report says of jobs that were stopped, paused or waited, beside figures by hand. */
class TwinFiguresTest {
  private static final String ONE = "nodes:\n  - {name: n, devices: {kind: h100, count: 1}}\n";

  @TempDir Path folder;

  private TwinRunner twin = new TwinRunner(Path.of(""));

  @BeforeEach
  void writeFleet() throws IOException {
    twin = new TwinRunner(folder).write("fleet.yaml", ONE);
  }

  @Test
  void stop_costsItsRestartOnce_andAsWaste() throws IOException {
    twin.write("t.csv", "submit,duration,devices,priority\n0,3600,1,0\n1800,600,1,10\n");

    JsonNode run = twin.replayed("--policy", "fifo", "--checkpoint", "1m", "--restart", "5m");

    assertThat(run.path("preemptions").asInt()).isEqualTo(1);
    assertThat(run.path("makespanSeconds").asDouble()).isEqualTo(75 * 60);
    assertThat(run.path("lostDeviceHours").asDouble()).isZero();
    assertThat(run.path("restartDeviceHours").asDouble()).isEqualTo(300 / 3600.0);
    assertThat(run.path("allocation").asDouble()).isEqualTo(1);
    assertThat(run.path("utilisation").asDouble()).isEqualTo(70 / 75.0);
  }

  @Test
  void stopWithinARestart_needsTheRestartAgain_notTwoOfThem() throws IOException {
    // The second stop comes two minutes into the restart after the first.
    twin.write(
        "t.csv", "submit,duration,devices,priority\n0,3600,1,0\n1800,600,1,10\n2520,600,1,10\n");

    JsonNode run = twin.replayed("--policy", "fifo", "--checkpoint", "1m", "--restart", "5m");

    assertThat(run.path("preemptions").asInt()).isEqualTo(2);
    assertThat(run.path("makespanSeconds").asDouble()).isEqualTo((60 + 10 + 2 + 10 + 5) * 60);
    assertThat(run.path("restartDeviceHours").asDouble()).isCloseTo(7 / 60.0, offset(1e-9));
    assertThat(run.path("lostDeviceHours").asDouble()).isZero();
  }

  @Test
  void interruptibleJob_losesNothing_andWaitsWhileItIsPaused() throws IOException {
    twin.write("fleet.yaml", "nodes: [{name: n, devices: {kind: h100, count: 8}}]\n");
    // Two clean hours, four dirty ones, then clean again.
    carbon(3600, 1, 1, 9, 9, 9, 9, 1, 1, 1);
    twin.write(
        "t.csv",
        "submit,duration,devices,expected,interruptible\n0,12000,8,12000,true\n1,1,0,,false\n");

    JsonNode run = twin.replayed("--site", twin.file("site.yaml"));

    assertThat(run.path("pauses").asInt()).isEqualTo(1);
    assertThat(run.path("lostDeviceHours").asDouble()).isZero();
    // A restart of a minute on eight devices is all that is not work.
    assertThat(run.path("restartDeviceHours").asDouble()).isEqualTo(8 / 60.0);
    assertThat(run.path("waitMaxSeconds").asDouble()).isEqualTo(4 * 3600 + 60);
    double total = run.path("makespanSeconds").asDouble() * 8;
    assertThat(run.path("allocation").asDouble()).isCloseTo(12060 * 8 / total, offset(1e-9));
    assertThat(run.path("utilisation").asDouble()).isCloseTo(12000 * 8 / total, offset(1e-9));
  }

  @Test
  void interruptibleJobs_aloneOnTheSite_pauseAtTheNextStep() throws IOException {
    twin.write("fleet.yaml", "nodes: [{name: n, devices: {kind: h100, count: 2}}]\n");
    for (String more : new String[] {"", "power: {envelope: 100}\n"}) {
      for (String kind : new String[] {"carbon", "tariff"}) {
        series(kind, 60, 1, 1, 1, 1, 1, 1, 9, 9, 9, 9, 9, 9, 1, 1, 1, 1, 1);
        twin.write("site.yaml", kind + ": {source: series.csv}\n" + more);
        for (int jobs = 1; jobs <= 2; jobs++) {
          twin.write(
              "t.csv",
              "submit,duration,devices,expected,interruptible\n"
                  + "0,480,1,480,true\n".repeat(jobs));

          JsonNode run = twin.replayed("--site", twin.file("site.yaml"));

          assertThat(run.path("pauses").asInt()).as(kind + more + jobs).isEqualTo(jobs);
          assertThat(run.path("makespanSeconds").asDouble()).isEqualTo(480 + 360 + 60);
        }
      }
    }
  }

  @Test
  void stranded_countsNeitherGangsThatWaitForEnergy_norThoseWithoutDevices() throws IOException {
    carbon(3600, 9, 1, 9);
    // The first waits an hour by choice; the second asks for more cores than the third leaves.
    twin.write(
        "t.csv",
        """
        submit,duration,devices,expected,deferrable,cpus
        0,1800,1,1800,true,1
        0,1000,0,,false,600
        0,600,0,,false,600
        """);

    JsonNode run = twin.replayed("--site", twin.file("site.yaml"));

    assertThat(run.path("waitMaxSeconds").asDouble()).isEqualTo(3600);
    assertThat(run.path("stranded").asDouble()).isZero();
  }

  @Test
  void stranded_countsAGangFromWhenItsWaitForEnergyIsOver() throws IOException {
    twin.write("fleet.yaml", "nodes: [{name: n, count: 2, devices: {kind: h100, count: 2}}]\n");
    carbon(3600, 9, 1, 1, 1);
    // From the second hour on a gang of two asks for what is idle on two nodes, one each.
    twin.write(
        "t.csv",
        """
        submit,duration,devices,ranks,expected,deferrable
        0,7200,1,1,,false
        0,7200,2,1,,false
        0,7200,1,1,,false
        0,1800,2,1,1800,true
        """);

    assertThat(
            twin.replayed("--policy", "fifo:spread=1", "--site", twin.file("site.yaml"))
                .path("stranded")
                .asDouble())
        .isZero();
    twin.write(
        "t.csv",
        """
        submit,duration,devices,ranks,expected,deferrable
        0,7200,1,1,,false
        0,7200,1,1,,false
        0,1800,2,1,1800,true
        """);

    JsonNode run = twin.replayed("--policy", "fifo:spread=1", "--site", twin.file("site.yaml"));

    // An hour of two idle devices beside it, of four over two and a half hours.
    assertThat(run.path("stranded").asDouble()).isCloseTo(2 * 3600 / (4 * 9000.0), offset(1e-9));
  }

  @Test
  void groups_tellProjectsUsersAndSizesApart() throws IOException {
    twin.write(
        "t.csv",
        """
        submit,duration,devices,project,user
        0,100,1,vision,ada
        0,50,1,text,bo
        0,50,0.5,text,ada
        """);

    JsonNode groups = twin.replayed("--policy", "fifo").path("groups");

    assertThat(groups.path("project").path(0).path("name").asText()).isEqualTo("vision");
    assertThat(groups.path("project").path(1).path("jobs").asInt()).isEqualTo(2);
    assertThat(groups.path("user").findValuesAsText("name")).containsExactly("ada", "bo");
    assertThat(groups.path("size").findValuesAsText("name")).containsExactly("1", "0.5");
    assertThat(groups.path("size").path(0).path("deviceHours").asDouble())
        .isCloseTo(150 / 3600.0, offset(1e-9));
    assertThat(groups.path("project").path(1).path("waitMeanSeconds").asDouble()).isEqualTo(125);

    assertThat(twin.replay("--by", "project", "--by", "user")).isZero();
    assertThat(twin.output()).contains("by project", "vision", "by user", "ada");
    assertThat(twin.replay("--by", "projct")).isEqualTo(TwinMain.USAGE);
    assertThat(twin.error()).contains("did you mean 'project'?");
  }

  private void carbon(int seconds, int... values) throws IOException {
    series("carbon", seconds, values);
    twin.write("site.yaml", "carbon: {source: series.csv}\n");
  }

  private void series(String kind, int seconds, int... values) throws IOException {
    StringBuilder text = new StringBuilder("time," + kind + "\n");
    for (int i = 0; i < values.length; i++) {
      text.append(Instant.EPOCH.plusSeconds((long) i * seconds)).append(',').append(values[i]);
      text.append('\n');
    }
    twin.write("series.csv", text.toString());
  }
}
