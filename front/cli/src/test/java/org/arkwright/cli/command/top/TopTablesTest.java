package org.arkwright.cli.command.top;

import static org.assertj.core.api.Assertions.assertThat;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.ByteArrayOutputStream;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.time.Instant;
import java.util.Arrays;
import java.util.List;
import java.util.OptionalInt;
import org.arkwright.cli.terminal.Colors;
import org.arkwright.cli.terminal.Table;
import org.junit.jupiter.api.Test;

/** The tables of {@code top}, of answers as the server gives them. */
final class TopTablesTest {
  private static final Instant NOW = Instant.parse("2030-01-01T12:00:00Z");
  private static final String NODES =
      """
      [{"site":"home","name":"a","state":"Ready","cpus":{"total":8},"memory":{"total":17179869184},
        "use":{"cpus":3.25,"memory":4294967296,"received":0,"sent":2097152}},
       {"site":"away","name":"a","state":"Lost","cpus":{"total":64},"memory":{"total":1099511627776}}]
      """;
  private static final String DEVICES =
      """
      [{"site":"home","node":"a","use":{"busyPercent":91,"memory":1073741824,"watts":300.4}},
       {"site":"home","node":"a","use":{"busyPercent":10,"watts":100.4}},
       {"site":"away","node":"a"}]
      """;
  private static final String JOBS =
      """
      [{"id":"j1","name":"lean","state":"Running","project":"p","ranks":2,
        "resources":{"cpus":2,"memory":1073741824},"startedAt":"2030-01-01T11:59:00Z",
        "use":{"cpus":3.5,"memory":536870912,"read":1,"written":0,
          "devices":[{"busyPercent":20},{"busyPercent":40}]}},
       {"id":"j2","name":"idle","state":"Running","project":"p","ranks":1,
        "resources":{"cpus":16,"memory":0},"startedAt":"2030-01-01T11:00:00Z",
        "use":{"cpus":0.5,"memory":805306368,"read":4096,"written":4096}},
       {"id":"j3","name":"unseen","state":"Running","project":"p","ranks":1,
        "resources":{"cpus":1}}]
      """;

  @Test
  void node_showsUseOfWhatItHas_andWhatWasNotMeasuredAsUnknown() throws Exception {
    List<String> lines = lines(TopTables.nodes(json(NODES), json(DEVICES)));

    assertThat(cells(lines.get(1)))
        .containsExactly("a", "Ready", "3.3/8", "4GiB/16GiB", "51 %", "1GiB", "401", "0", "2MiB/s");
    assertThat(cells(lines.get(2)))
        .as("a node of the same name at another site has none of that")
        .containsExactly("a", "Lost", "-/64", "-/1TiB", "-", "-", "-", "-", "-");
  }

  @Test
  void job_showsUseOfWhatAllItsRanksHold() throws Exception {
    List<String> lines = lines(TopTables.jobs(json(JOBS), TopSort.cpus, NOW));

    assertThat(cells(lines.get(1)))
        .containsExactly(
            "j1", "lean", "p", "Running", "3.5/4", "512MiB/2GiB", "30 %", "0KiB/s", "0", "60s");
    assertThat(cells(lines.get(2)).subList(4, 9))
        .containsExactly("0.5/16", "768MiB", "-", "4KiB/s", "4KiB/s");
    assertThat(cells(lines.get(3)).subList(4, 9)).containsExactly("-/1", "-", "-", "-", "-");
  }

  @Test
  void sort_putsTheMostFirst_andWhatWasNotMeasuredLast() throws Exception {
    assertThat(order(TopSort.cpus)).containsExactly("j1", "j2", "j3");
    assertThat(order(TopSort.memory)).containsExactly("j2", "j1", "j3");
    assertThat(order(TopSort.devices)).containsExactly("j1", "j2", "j3");
    assertThat(order(TopSort.io)).containsExactly("j2", "j1", "j3");
    assertThat(order(TopSort.waste)).containsExactly("j2", "j1", "j3");
  }

  private static List<String> order(TopSort sort) throws Exception {
    return lines(TopTables.jobs(json(JOBS), sort, NOW)).stream()
        .skip(1)
        .map(line -> cells(line).getFirst())
        .toList();
  }

  private static JsonNode json(String text) throws Exception {
    return new JsonMapper().readTree(text);
  }

  private static List<String> lines(Table table) {
    ByteArrayOutputStream bytes = new ByteArrayOutputStream();
    table.print(
        new PrintStream(bytes, true, StandardCharsets.UTF_8),
        OptionalInt.of(300),
        new Colors(false));
    return bytes.toString(StandardCharsets.UTF_8).lines().toList();
  }

  private static List<String> cells(String line) {
    return Arrays.asList(line.strip().split(" {2,}"));
  }
}
