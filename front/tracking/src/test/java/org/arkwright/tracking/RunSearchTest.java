package org.arkwright.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.tracking.request.TrackingRefusal;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class RunSearchTest {
  private Calls calls;
  private String experiment;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    calls = new Calls(folder.resolve("tracking.db"));
    experiment = calls.experiment("search");
    // Named by what distinguishes them; started one after the other.
    run("a", "params:[{key:'v',value:'1.1'}]", "{key:'loss',value:0.5,timestamp:1}");
    run("b", "params:[{key:'v',value:'1.10'}]", "{key:'loss',value:0.25,timestamp:1}");
    run("c", "params:[{key:'v',value:'01.1'}]", "{key:'loss',value:NaN,timestamp:1}");
    run(
        "d",
        "params:[{key:'v',value:'it\\'s'}],tags:[{key:'note',value:'two\\nlines'}]",
        "{key:'val/acc@1 - x',value:3,timestamp:1}");
    run("e", "params:[{key:'Name',value:'Model-1'}]", "{key:'loss',value:Infinity,timestamp:1}");
  }

  @AfterEach
  void close() throws Exception {
    calls.close();
  }

  private void run(String name, String notes, String metric) throws Exception {
    String run =
        calls
            .post("runs/create", "{experiment_id:'%s',run_name:'%s'}".formatted(experiment, name))
            .at("/run/info/run_id")
            .asText();
    calls.post("runs/log-batch", "{run_id:'%s',%s,metrics:[%s]}".formatted(run, notes, metric));
  }

  private String search(String filter, String... orders) throws Exception {
    JsonNode found =
        calls.call(
            Calls.administrator(),
            "POST",
            "runs/search",
            "{experiment_ids:['%s'],filter:'%s',order_by:[%s]}"
                .formatted(
                    experiment,
                    filter.replace("\\", "\\\\").replace("'", "\\'"),
                    orders.length == 0 ? "" : "'" + String.join("','", orders) + "'"));
    StringBuilder names = new StringBuilder();
    found.get("runs").forEach(run -> names.append(run.at("/info/run_name").asText()));
    return names.toString();
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      quoteCharacter = '§',
      textBlock =
          """
          params.v = '1.1'                        | a
          params.v != '1.1'                       | dcb
          params.v IN ('1.1', '01.1')             | ca
          params.v NOT IN ('1.1', '01.1')         | db
          params.v IS NULL                        | e
          params.v IS NOT NULL                    | dcba
          params.v = "it's"                       | d
          params.Name ILIKE 'model%'              | e
          params.Name LIKE 'model%'               | §§
          params.Name LIKE 'Model__'              | e
          tags.note LIKE 'two%lines'              | d
          metrics.loss < 0.5                      | b
          metrics.loss != 0.5                     | ecb
          metrics.loss > 1e300                    | e
          metrics.loss >= 0.25 and params.v = '1.10' | b
          metrics.`val/acc@1 - x` = 3             | d
          metrics."val/acc@1 - x" > 2.5           | d
          attributes.run_name = 'a'               | a
          run_name LIKE 'b'                       | b
          attributes.created > 0 AND status = 'RUNNING' and params.v = '1.1' | a
          tags.mlflow.runName = 'c'               | c
          tags.`mlflow.runName` != 'c'            | edba
          """)
  void filter_holdsByType(String filter, String expected) throws Exception {
    assertThat(search(filter)).isEqualTo(expected);
  }

  @ParameterizedTest
  @ValueSource(
      strings = {
        "foo.bar = 'x'",
        "attributes.nonsense = 'x'",
        "metrics.loss < 'abc'",
        "params.v = 1",
        "params.v < '1'",
        "metrics.loss LIKE '1'",
        "metrics.loss < 1 or metrics.loss > 2",
        "metrics.loss < 1 and",
        "metrics.loss <",
        "params.v = 'x",
        "metrics.loss < 1; drop table runs",
        "run_id IN ()"
      })
  void filter_notUnderstood_isRefused(String filter) {
    assertThatExceptionOfType(TrackingRefusal.class)
        .isThrownBy(() -> search(filter))
        .matches(refusal -> refusal.code() == TrackingRefusal.Code.INVALID_PARAMETER_VALUE);
  }

  @ParameterizedTest
  @ValueSource(strings = {"metrics.loss DSC", "duration", "foo.bar", "", "metrics.loss, params.v"})
  void order_notUnderstood_isRefused(String order) {
    assertThatExceptionOfType(TrackingRefusal.class)
        .isThrownBy(() -> search("", order))
        .matches(refusal -> refusal.code() == TrackingRefusal.Code.INVALID_PARAMETER_VALUE);
  }

  @Test
  void order_putsNanAndMissingLast_bothWays() throws Exception {
    assertThat(search("", "metrics.loss ASC")).isEqualTo("baecd");
    assertThat(search("", "metrics.loss DESC")).isEqualTo("eabcd");
    assertThat(search("", "params.v")).isEqualTo("cabde");
    assertThat(search("", "tags.note DESC", "start_time")).isEqualTo("dabce");
  }

  @Test
  void search_ofUnknownExperiment_isEmpty() throws Exception {
    assertThat(calls.post("runs/search", "{experiment_ids:['777']}").get("runs")).isEmpty();
  }

  @Test
  void search_byPages_givesEachRunOnce() throws Exception {
    List<String> names = new ArrayList<>();
    String token = "";
    do {
      JsonNode page =
          calls.post(
              "runs/search",
              "{experiment_ids:['%s'],max_results:2,page_token:'%s'}".formatted(experiment, token));
      page.get("runs").forEach(run -> names.add(run.at("/info/run_name").asText()));
      token = page.path("next_page_token").asText("");
    } while (!token.isEmpty());

    assertThat(names).containsExactly("e", "d", "c", "b", "a");
  }

  @Test
  void hostileFilters_areRefusedOrAnswered_soon() {
    for (String filter :
        List.of(
            "params.v = '" + "''".repeat(30_000),
            "(".repeat(50_000),
            "metrics.loss < 1 and ".repeat(200) + "metrics.loss < 1",
            "params.v LIKE '" + "%a".repeat(5_000) + "'",
            "\u0000",
            "params.v = \ud800")) {
      assertThatExceptionOfType(TrackingRefusal.class)
          .as(filter.substring(0, Math.min(30, filter.length())))
          .isThrownBy(() -> Routes.searched(() -> Runs.SUBJECT.filter(filter)));
    }
  }
}
