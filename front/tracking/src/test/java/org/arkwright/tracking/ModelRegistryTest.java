package org.arkwright.tracking;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import com.fasterxml.jackson.databind.JsonNode;
import java.nio.file.Path;
import java.util.List;
import org.arkwright.model.id.JobId;
import org.arkwright.tracking.TrackingFiles.Content;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRefusal.Code;
import org.assertj.core.api.ThrowableAssert.ThrowingCallable;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The registry and the model artifacts show one and the same thing. */
class ModelRegistryTest {
  private static final Content WEIGHTS =
      new Content("weights/a.bin", ModelsInMemory.digest('a'), 4);
  private static final Content CARD = new Content("MLmodel", ModelsInMemory.digest('b'), 2);

  private Calls calls;
  private String run = "";

  @BeforeEach
  void open(@TempDir Path folder) throws Exception {
    calls = new Calls(folder.resolve("tracking.db"));
    run = calls.run(calls.experiment("lm"));
  }

  @AfterEach
  void close() throws Exception {
    calls.close();
  }

  private void log(String path, Content content) {
    calls
        .service
        .files()
        .put(new FilePlace.Found(run, path), content.digest(), content.size())
        .join();
  }

  private void model(String name) throws Exception {
    calls.post("registered-models/create", "{name:'%s'}".formatted(name));
  }

  private JsonNode register(String name, String source) throws Exception {
    return calls
        .post("model-versions/create", "{name:'%s',source:'%s'}".formatted(name, source))
        .get("model_version");
  }

  private JsonNode version(String name, int number) throws Exception {
    return calls
        .get("model-versions/get", "{name:'%s',version:'%d'}".formatted(name, number))
        .get("model_version");
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
  void create_ofFilesInTheStore_makesAnArtifactOfTheSameNumber() throws Exception {
    log("m/MLmodel", CARD);
    log("m/weights/a.bin", WEIGHTS);
    log("other.txt", WEIGHTS);
    model("sorter");
    assertThat(register("sorter", "runs:/" + run + "/m").get("version").asText()).isEqualTo("1");
    JsonNode second = register("sorter", "runs:/" + run + "/m");

    assertThat(second.get("version").asText()).isEqualTo("2");
    assertThat(second.get("artifact").asText()).isEqualTo("model/sorter@2");
    assertThat(calls.models.refs()).containsExactly("model/sorter@1", "model/sorter@2");
    assertThat(List.copyOf(calls.models.versions.values()).getLast())
        .extracting(Content::path)
        .containsExactly("MLmodel", "weights/a.bin");
    assertThat(
            calls
                .get("model-versions/get-download-uri", "{name:'sorter',version:'2'}")
                .get("artifact_uri")
                .asText())
        .isEqualTo("mlflow-artifacts:/model/sorter@2/artifacts");
  }

  @Test
  void create_ofOneFile_takesItAlone() throws Exception {
    log("m/model.pkl", WEIGHTS);
    model("one");
    register("one", "runs:/" + run + "/m/model.pkl");
    assertThat(calls.models.versions.values().iterator().next())
        .extracting(Content::path)
        .containsExactly("model.pkl");
  }

  @Test
  void create_ofFilesElsewhere_orUnderANameThatNoArtifactHas_makesNone() throws Exception {
    log("m/MLmodel", CARD);
    model("far");
    assertThat(register("far", "s3://bucket/model").has("artifact")).isFalse();
    assertThat(register("far", "runs:/" + run + "/nothing").has("artifact")).isFalse();
    model("My Model");
    assertThat(register("My Model", "runs:/" + run + "/m").has("artifact")).isFalse();
    assertThat(calls.models.refs()).isEmpty();
  }

  @Test
  void refusedVersion_makesNoArtifact() throws Exception {
    log("m/MLmodel", CARD);
    model("sorter");
    refused(
        Code.INVALID_PARAMETER_VALUE,
        () ->
            calls.post(
                "model-versions/create",
                "{name:'sorter',source:'runs:/%s/m',tags:[{key:'',value:'x'}]}".formatted(run)));
    refused(Code.RESOURCE_DOES_NOT_EXIST, () -> register("nobody", "runs:/" + run + "/m"));
    assertThat(calls.models.refs()).isEmpty();
  }

  @Test
  void artifactOfAJob_isARegisteredVersion_andItsFilesAreRead() throws Exception {
    calls.models.make("definer", CARD);
    calls.models.make("definer", CARD, WEIGHTS);

    JsonNode found = calls.get("registered-models/search", "{}").at("/registered_models/0");
    assertThat(found.get("name").asText()).isEqualTo("definer");
    assertThat(found.at("/latest_versions/0/version").asText()).isEqualTo("2");
    assertThat(version("definer", 1).get("creation_timestamp").asLong()).isEqualTo(5_000);
    calls.post("registered-models/alias", "{name:'definer',alias:'best',version:'2'}");
    assertThat(
            calls
                .get("registered-models/alias", "{name:'definer',alias:'best'}")
                .at("/model_version/artifact")
                .asText())
        .isEqualTo("model/definer@2");
    FilePlace folder = new FilePlace.Proxied("model/definer@2/artifacts");
    JsonNode listed = calls.service.files().list(Calls.administrator(), folder).join();
    assertThat(listed.findValuesAsText("path")).containsExactly("MLmodel", "weights");
    FilePlace file = new FilePlace.OfVersion("definer", 2, "weights/a.bin");
    assertThat(calls.service.files().get(Calls.administrator(), file).join().digest())
        .isEqualTo(WEIGHTS.digest());
    assertThat(
            calls
                .service
                .files()
                .writable(
                    Calls.administrator(), new FilePlace.Proxied("model/definer@2/artifacts/x"))
                .handle((_, e) -> String.valueOf(e))
                .join())
        .contains("never change");
  }

  @Test
  void artifactThatIsRemoved_isNoVersionAnyMore_andItsNumberStaysTaken() throws Exception {
    log("m/MLmodel", CARD);
    calls.models.make("definer", CARD);
    calls.models.make("definer", CARD);
    calls.post("registered-models/alias", "{name:'definer',alias:'best',version:'2'}");
    calls.models.versions.keySet().removeIf(one -> one.version() == 2);

    refused(Code.RESOURCE_DOES_NOT_EXIST, () -> version("definer", 2));
    refused(
        Code.RESOURCE_DOES_NOT_EXIST,
        () -> calls.get("registered-models/alias", "{name:'definer',alias:'best'}"));
    assertThat(register("definer", "runs:/" + run + "/m").get("artifact").asText())
        .isEqualTo("model/definer@3");
  }

  @Test
  void delete_removesTheArtifact_unlessItIsNeeded() throws Exception {
    calls.models.needed = java.util.Optional.of(calls.models.make("definer", CARD));
    calls.models.make("definer", WEIGHTS);
    calls.call(
        Calls.administrator(), "DELETE", "model-versions/delete", "{name:'definer',version:'2'}");
    assertThat(calls.models.refs()).containsExactly("model/definer@1");

    refused(
        Code.RESOURCE_CONFLICT,
        () ->
            calls.call(
                Calls.administrator(), "DELETE", "registered-models/delete", "{name:'definer'}"));
    refused(
        Code.PERMISSION_DENIED,
        () ->
            calls.call(
                Calls.rank("lab", new JobId(1)),
                "DELETE",
                "model-versions/delete",
                "{name:'definer',version:'1'}"));
    assertThat(version("definer", 1).get("artifact").asText()).isEqualTo("model/definer@1");

    calls.models.needed = java.util.Optional.empty();
    calls.call(Calls.administrator(), "DELETE", "registered-models/delete", "{name:'definer'}");
    assertThat(calls.models.refs()).isEmpty();
    model("definer");
    log("m/MLmodel", CARD);
    assertThat(register("definer", "runs:/" + run + "/m").get("version").asText())
        .as("numbers of artifacts are never used again, so neither are those of versions")
        .isEqualTo("3");
  }

  @Test
  void rename_ofAModelWithArtifacts_isRefusedWithTheWayOut() throws Exception {
    calls.models.make("definer", CARD);
    assertThat(
            refused(
                Code.RESOURCE_CONFLICT,
                () -> calls.post("registered-models/rename", "{name:'definer',new_name:'teller'}")))
        .hasMessageContaining("copy_model_version");
    model("teller");
    assertThat(register("teller", "models:/definer/1").get("artifact").asText())
        .isEqualTo("model/teller@1");
  }

  @Test
  void numberThatAVersionWithoutFilesHas_isLeftToIt() throws Exception {
    model("definer");
    register("definer", "s3://bucket/model");
    calls.models.make("definer", CARD);
    assertThat(version("definer", 1).has("artifact")).isFalse();
    assertThat(version("definer", 2).get("artifact").asText()).isEqualTo("model/definer@1");
  }
}
