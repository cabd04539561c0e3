package org.arkwright.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import org.arkwright.model.id.JobId;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRefusal.Code;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

class TrackingServiceTest {
  private static final JobId ONE = new JobId(1);
  private static final JobId OTHER = new JobId(2);

  private Calls calls;

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    calls = new Calls(folder.resolve("tracking.db"));
  }

  @AfterEach
  void close() throws Exception {
    calls.close();
  }

  private static TrackingRefusal refused(Code code, ThrowingCallable call) {
    TrackingRefusal[] refusal = new TrackingRefusal[1];
    assertThatExceptionOfType(TrackingRefusal.class)
        .isThrownBy(call)
        .satisfies(e -> refusal[0] = e)
        .matches(e -> e.code() == code, "has code " + code);
    return refusal[0];
  }

  @Test
  void experiment_keepsTagsAndLocation_andIsEditedDeletedRestored() throws Exception {
    String id =
        calls
            .post(
                "experiments/create",
                "{name:'x',artifact_location:'s3://bucket/x',tags:[{key:'team',value:'nlp'}]}")
            .get("experiment_id")
            .asText();
    String run = calls.run(id);
    calls.post(
        "experiments/set-experiment-tag", "{experiment_id:'%s',key:'k',value:''}".formatted(id));
    calls.post("experiments/update", "{experiment_id:'%s',new_name:'y'}".formatted(id));
    calls.post("experiments/delete", "{experiment_id:'%s'}".formatted(id));

    JsonNode deleted =
        calls.get("experiments/get-by-name", "{experiment_name:'y'}").get("experiment");
    assertThat(deleted.get("lifecycle_stage").asText()).isEqualTo("deleted");
    assertThat(deleted.get("artifact_location").asText()).isEqualTo("s3://bucket/x");
    assertThat(deleted.get("tags").findValuesAsText("key")).containsExactly("k", "team");
    assertThat(info(run).get("lifecycle_stage").asText()).isEqualTo("deleted");
    refused(Code.INVALID_PARAMETER_VALUE, () -> calls.run(id));
    refused(Code.INVALID_PARAMETER_VALUE, () -> log(run, 1, 1, 1));

    calls.post("experiments/restore", "{experiment_id:'%s'}".formatted(id));
    assertThat(info(run).get("lifecycle_stage").asText()).isEqualTo("active");
    log(run, 1, 1, 1);
  }

  private JsonNode info(String run) throws Exception {
    return calls.get("runs/get", "{run_id:'%s'}".formatted(run)).at("/run/info");
  }

  private void log(String run, double value, long at, long step) throws Exception {
    calls.post(
        "runs/log-metric",
        "{run_id:'%s',key:'loss',value:%s,timestamp:%d,step:%d}".formatted(run, value, at, step));
  }

  @Test
  void defaultExperiment_isThereInEachProject_as0() throws Exception {
    String run = calls.post("runs/create", "{}").at("/run/info/run_id").asText();

    assertThat(info(run).get("experiment_id").asText()).isEqualTo("0");
    assertThat(calls.get("experiments/get", "{experiment_id:'0'}").at("/experiment/name").asText())
        .isEqualTo("Default");
    assertThat(calls.post("runs/search", "{experiment_ids:['0']}").get("runs")).hasSize(1);
    JsonNode elsewhere =
        calls.call(Calls.rank("other", ONE), "POST", "runs/search", "{experiment_ids:['0']}");
    assertThat(elsewhere.get("runs")).isEmpty();
  }

  @Test
  void experiments_areFoundByPagesOrdersAndViews() throws Exception {
    for (int i = 0; i < 12; i++) {
      calls.experiment("e%02d".formatted(i));
    }
    calls.post("experiments/delete", "{experiment_id:'3'}");
    List<String> names = new ArrayList<>();
    String token = "";
    do {
      JsonNode page =
          calls.post(
              "experiments/search",
              "{max_results:5,order_by:['name ASC'],filter:'name LIKE \\'e%%\\'',page_token:'%s'}"
                  .formatted(token));
      names.addAll(page.get("experiments").findValuesAsText("name"));
      token = page.path("next_page_token").asText("");
    } while (!token.isEmpty());

    assertThat(names).hasSize(11).isSorted().doesNotHaveDuplicates();
    assertThat(calls.post("experiments/search", "{view_type:'DELETED_ONLY'}").get("experiments"))
        .hasSize(1);
    refused(
        Code.INVALID_PARAMETER_VALUE,
        () -> calls.post("experiments/search", "{order_by:['nonsense']}"));
    refused(
        Code.INVALID_PARAMETER_VALUE, () -> calls.post("experiments/search", "{view_type:'BOTH'}"));
  }

  @Test
  void ofTwoValuesAtOneStepAndTime_theGreaterIsLatest() throws Exception {
    String run = calls.run(calls.experiment("x"));
    log(run, 2, 5, 1);
    log(run, 1, 5, 1);
    log(run, Double.NaN, 5, 1);

    assertThat(
            calls
                .get("runs/get", "{run_id:'%s'}".formatted(run))
                .at("/run/data/metrics/0/value")
                .asDouble())
        .isEqualTo(2.0);
  }

  @Test
  void runName_besideAnotherNameInTags_isRefused() throws Exception {
    refused(
        Code.INVALID_PARAMETER_VALUE,
        () -> calls.post("runs/create", "{run_name:'a',tags:[{key:'mlflow.runName',value:'b'}]}"));
    assertThat(
            calls
                .post("runs/create", "{tags:[{key:'mlflow.runName',value:'b'}]}")
                .at("/run/info/run_name")
                .asText())
        .isEqualTo("b");
  }

  @Test
  void wrongTypes_areRefused_withMemberAndValue() throws Exception {
    String run = calls.run(calls.experiment("x"));
    for (String body :
        List.of(
            "{run_id:31,key:'k',value:1}",
            "{run_id:'%s',key:31,value:1}",
            "{run_id:'%s',key:'k',value:'high'}",
            "{run_id:'%s',key:'k',value:[1]}",
            "{run_id:'%s',key:'k',value:1,step:'foo'}",
            "{run_id:'%s',key:'k',value:1,step:1.5}",
            "{run_id:'%s',key:'k',value:1,timestamp:{}}")) {
      assertThat(
              refused(
                  Code.INVALID_PARAMETER_VALUE,
                  () -> calls.post("runs/log-metric", body.formatted(run))))
          .hasMessageContaining("for parameter '");
    }
    assertThat(
            refused(
                Code.INVALID_PARAMETER_VALUE, () -> calls.post("experiments/create", "{name:123}")))
        .hasMessageContaining("123");
  }

  @Test
  void rank_writesItsOwnJobsRuns_andReadsItsProjects() throws Exception {
    TrackingCaller one = Calls.rank("lab", ONE);
    TrackingCaller other = Calls.rank("lab", OTHER);
    String run = ONE + "-1";
    String metric = "{run_id:'%s',key:'k',value:1}".formatted(run);
    calls.call(one, "POST", "runs/log-metric", metric);

    assertThat(
            calls
                .call(other, "GET", "runs/get", "{run_id:'%s'}".formatted(run))
                .at("/run/info/run_id")
                .asText())
        .isEqualTo(run);
    for (String path :
        List.of("runs/log-metric", "runs/update", "runs/delete", "runs/log-inputs")) {
      refused(Code.PERMISSION_DENIED, () -> calls.call(other, "POST", path, metric));
    }
    refused(
        Code.PERMISSION_DENIED,
        () -> calls.call(other, "POST", "experiments/delete", "{experiment_id:'1'}"));
  }

  @Test
  void foreignRunsAndExperiments_areRefusedAsUnknownOnes() throws Exception {
    String run = calls.run(calls.experiment("x"));
    TrackingCaller stranger = Calls.rank("other", OTHER);

    String foreign =
        refused(
                Code.RESOURCE_DOES_NOT_EXIST,
                () -> calls.call(stranger, "GET", "runs/get", "{run_id:'%s'}".formatted(run)))
            .getMessage();
    String unknown =
        refused(
                Code.RESOURCE_DOES_NOT_EXIST,
                () -> calls.call(stranger, "GET", "runs/get", "{run_id:'nothing'}"))
            .getMessage();
    assertThat(foreign.replace(run, "ID")).isEqualTo(unknown.replace("nothing", "ID"));
    String foreignExperiment =
        refused(
                Code.RESOURCE_DOES_NOT_EXIST,
                () -> calls.call(stranger, "GET", "experiments/get", "{experiment_id:'1'}"))
            .getMessage();
    String unknownExperiment =
        refused(
                Code.RESOURCE_DOES_NOT_EXIST,
                () -> calls.call(stranger, "GET", "experiments/get", "{experiment_id:'9'}"))
            .getMessage();
    assertThat(foreignExperiment.replace("1", "ID"))
        .isEqualTo(unknownExperiment.replace("9", "ID"));
  }

  @Test
  void quotas_refuseWhatIsTooMuch_andSaySo() throws Exception {
    String run = calls.run(calls.experiment("x"));
    refused(
        Code.INVALID_PARAMETER_VALUE,
        () ->
            calls.post(
                "runs/set-tag",
                "{run_id:'%s',key:'k',value:'%s'}".formatted(run, "x".repeat(900_000))));
    StringBuilder tags = new StringBuilder();
    TrackingRefusal refusal =
        refused(
            Code.RESOURCE_LIMIT_EXCEEDED,
            () -> {
              for (int batch = 0; batch < 30; batch++) {
                tags.setLength(0);
                for (int i = 0; i < 100; i++) {
                  tags.append("{key:'%d-%d',value:'v'},".formatted(batch, i));
                }
                calls.post(
                    "runs/log-batch",
                    "{run_id:'%s',tags:[%s{key:'z',value:''}]}"
                        .formatted(run, tags.substring(tags.indexOf("},") + 2)));
              }
            });
    assertThat(refusal).hasMessageContaining("2,000 tags");
    TrackingCaller rank = Calls.rank("lab", ONE);
    assertThat(
            refused(
                Code.RESOURCE_LIMIT_EXCEEDED,
                () -> {
                  for (int i = 0; i < 200; i++) {
                    calls.call(rank, "POST", "experiments/create", "{name:'r%d'}".formatted(i));
                  }
                }))
        .hasMessageContaining("100 experiments that one job creates");
  }

  @Test
  void datasetsAndModels_ofARun_areReadBack() throws Exception {
    String experiment = calls.experiment("x");
    String run = calls.run(experiment);
    String model =
        calls
            .post("logged-models", "{experiment_id:'%s',name:'m'}".formatted(experiment))
            .at("/model/info/model_id")
            .asText();
    calls.post(
        "runs/log-inputs",
        ("{run_id:'%s',datasets:[{dataset:{name:'d',digest:'1',source_type:'local',source:'s'},"
                + "tags:[{key:'mlflow.data.context',value:'train'}]}],models:[{model_id:'%s'}]}")
            .formatted(run, model));
    calls.post(
        "runs/outputs", "{run_id:'%s',models:[{model_id:'%s',step:3}]}".formatted(run, model));

    JsonNode read = calls.get("runs/get", "{run_id:'%s'}".formatted(run)).get("run");
    assertThat(read.at("/inputs/dataset_inputs/0/dataset/name").asText()).isEqualTo("d");
    assertThat(read.at("/inputs/model_inputs/0/model_id").asText()).isEqualTo(model);
    assertThat(read.at("/outputs/model_outputs/0/step").asInt()).isEqualTo(3);
    assertThat(
            calls
                .post(
                    "runs/search",
                    "{experiment_ids:['%s'],filter:'dataset.context = \\'train\\''}"
                        .formatted(experiment))
                .get("runs"))
        .hasSize(1);
  }

  @Test
  void scorers_areKeptInVersions_andRemovedByVersionOrName() throws Exception {
    String id = calls.experiment("judges");
    for (String text : List.of("one", "two")) {
      scorer("POST", "register", "name:'terse',serialized_scorer:'%s'".formatted(text), id);
    }
    scorer("POST", "register", "name:'kind',serialized_scorer:'x'", id);
    assertThat(scorer("GET", "list", "", id).findValuesAsText("scorer_version"))
        .containsExactly("1", "2");
    JsonNode latest = scorer("GET", "get", "name:'terse'", id).get("scorer");
    assertThat(latest.get("serialized_scorer").asText()).isEqualTo("two");
    assertThat(latest.get("scorer_id"))
        .isEqualTo(scorer("GET", "get", "name:'terse',version:1", id).at("/scorer/scorer_id"));
    scorer("DELETE", "delete", "name:'terse',version:1", id);
    assertThat(scorer("GET", "versions", "name:'terse'", id).findValuesAsText("scorer_version"))
        .containsExactly("2");
    refused(
        Code.PERMISSION_DENIED,
        () ->
            calls.call3(
                Calls.rank("lab", ONE),
                "DELETE",
                "scorers/delete",
                "{experiment_id:'%s',name:'terse'}".formatted(id)));
    scorer("DELETE", "delete", "name:'terse'", id);
    refused(Code.RESOURCE_DOES_NOT_EXIST, () -> scorer("GET", "versions", "name:'terse'", id));
    assertThat(scorer("GET", "list", "", id).findValuesAsText("scorer_name"))
        .containsExactly("kind");
  }

  private JsonNode scorer(String method, String call, String members, String experiment)
      throws Exception {
    return calls.call3(
        Calls.administrator(),
        method,
        "scorers/" + call,
        "{experiment_id:'%s'%s}".formatted(experiment, members.isEmpty() ? "" : "," + members));
  }
}
