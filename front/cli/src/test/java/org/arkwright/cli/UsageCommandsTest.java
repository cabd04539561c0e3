package org.arkwright.cli;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;

/** Which days and rows `usage` and `bill` ask for, and what they refuse. */
class UsageCommandsTest {
  private final FakeApi api = new FakeApi();
  private final List<String> asked = new CopyOnWriteArrayList<>();

  @BeforeEach
  void answer() {
    for (String path : List.of("/usage", "/usage/summary", "/projects/default/bill")) {
      api.on(
          "GET " + path,
          exchange -> {
            asked.add(String.valueOf(exchange.getRequestURI().getQuery()));
            FakeApi.send(exchange, 200, "{\"by\":[\"workload\"],\"currency\":\"EUR\"}");
          });
    }
    api.on("GET /projects", 200, "{\"projects\":[]}");
  }

  @AfterEach
  void stop() {
    api.close();
  }

  @Test
  void since_takesDaysMonthsAndTimesAgo() {
    assertThat(asked("bill", "--since", "7d")).contains("since=2029-12-25");
    assertThat(asked("bill", "--since", "36h")).contains("since=2029-12-31");
    assertThat(asked("bill", "--since", "2029-02")).contains("since=2029-02-01");
    assertThat(asked("usage", "--until", "2029-02-03", "--since", "2029-02-02"))
        .contains("since=2029-02-02")
        .contains("until=2029-02-03");
    assertThat(asked("bill", "--month", "2029-02"))
        .contains("since=2029-02-01")
        .contains("until=2029-03-01");
  }

  @Test
  void since_thatIsNoDay_isWrongUse() {
    for (String wrong :
        List.of("yesterday", "-7d", "9999999d", "99999999999999999d", "2029-13-01")) {
      refused("--since is '" + wrong + "'", "bill", "--since=" + wrong);
      refused("--until is '" + wrong + "'", "usage", "--until=" + wrong);
    }
  }

  @Test
  void optionsThatExcludeEachOther_areWrongUse() {
    refused("expected one of them", "bill", "--month", "2029-02", "--since", "7d");
    refused("expected one of them", "bill", "--month", "2029-02", "--until", "2029-02-03");
    refused("expected one of them", "bill", "--by", "day", "--detail");
    refused("expected one of them", "-o", "json", "bill", "--format", "csv");
    refused("--output is 'yaml': expected one of them", "-o", "yaml", "usage", "--format", "csv");
    refused("expected one of them", "usage", "--by", "day", "--detail");
    refused("--format is 'csv'", "usage", "--detail", "--format", "csv");
  }

  @Test
  void usage_saysThatWhatIsIdle_isNotInTheTotal() {
    api.on(
        "GET /usage/summary",
        200,
        """
        {"by":["workload"],"currency":"EUR",
         "rows":[{"workload":"job/a","coreHours":"1","cost":"2"}],
         "idle":{"coreHours":"7","cost":"14"},"total":{"coreHours":"1","cost":"2"}}
        """);
    api.on(
        "GET /usage",
        200,
        """
        {"currency":"EUR","usage":[],"total":{"cost":"2","gramsCo2":"0"},
         "site":{"idle":[{"meter":"joules","quantity":"9","unit":"J","cost":"14"}]}}
        """);
    for (String[] asked : new String[][] {{"usage"}, {"usage", "--detail"}}) {
      CommandShell shell = CommandShell.at(api);
      assertThat(shell.run(asked)).as(shell.err()).isZero();
      List<String> lines = shell.out().lines().toList();
      assertThat(lines.get(lines.size() - 2)).startsWith("TOTAL").contains(" 2.0000");
      assertThat(lines.getLast()).startsWith("(idle, not in TOTAL)").contains("14.00");
    }
  }

  @Test
  void bill_byOtherRows_hasThemInEveryFormat() {
    assertThat(asked("bill", "--by", "day", "--format", "csv"))
        .contains("by=day", "format=csv", "project=default");
    assertThat(asked("bill", "--by", "user,day", "--format", "json")).contains("by=user,day");
    assertThat(asked("-o", "json", "bill", "--by", "day", "--month", "2029-02"))
        .contains("by=day", "since=2029-02-01", "until=2029-03-01");
  }

  private String asked(String... words) {
    asked.clear();
    CommandShell shell = CommandShell.at(api);
    assertThat(shell.run(words)).as(shell.err()).isZero();
    return asked.getLast();
  }

  private void refused(String because, String... words) {
    asked.clear();
    CommandShell shell = CommandShell.at(api);
    assertThat(shell.run(words)).isEqualTo(2);
    assertThat(shell.err()).contains(because);
    assertThat(asked).isEmpty();
  }
}
