package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Collections;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.ArtifactEvent;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.Refusal;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.artifact.Lineage;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.unit.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

class ArtifactRulesTest {
  private final KernelScenario scenario = new KernelScenario().node("a", 8, "h100", 4);

  @AfterEach
  void replays() {
    scenario.replays();
  }

  @Test
  void register_sameFilesAgain_addsNoVersion() {
    assertThat(register("dataset/words", 'a')).hasSize(1);
    assertThat(register("dataset/words", 'a')).isEmpty();
    register("dataset/words", 'b');
    assertThat(register("dataset/words", 'a')).hasSize(1);
    assertThat(versions("dataset/words")).containsExactly(1, 2, 3);
  }

  @Test
  void register_byNumber_addsAVersionOfTheSameFiles_underItOrALaterOne() {
    register("dataset/words", 'a');
    assertThat(numbered("dataset/words", 'a', 1)).hasSize(1);
    assertThat(numbered("dataset/words", 'a', 7)).hasSize(1);
    register("dataset/words", 'b');
    assertThat(versions("dataset/words")).containsExactly(1, 2, 7, 8);
  }

  @Test
  void remove_latestVersion_leavesItsNumberUnused() {
    register("dataset/words", 'a');
    register("dataset/words", 'b');
    remove("dataset/words", 2);
    register("dataset/words", 'c');
    assertThat(versions("dataset/words")).containsExactly(1, 3);
    assertThat(scenario.refusal(removal("dataset/words", 2)).code())
        .isEqualTo(Refusal.Code.NOT_FOUND);
  }

  @Test
  void submit_latestInput_isPinnedToItsNumber() {
    register("dataset/words", 'a');
    register("dataset/words", 'b');
    JobId job = scenario.submit(aJob("train").reads("data", "dataset/words@latest"));
    register("dataset/words", 'c');
    assertThat(scenario.job(job).spec().mounts().inputs().get("data"))
        .hasToString("dataset/words@2");
  }

  @Test
  void submit_missingName_namesSimilarOnes_eachOnce() {
    register("dataset/numbers", 'a');
    register("dataset/words", 'b');
    register("dataset/words", 'c');
    assertThat(refusal(aJob("x").reads("data", "dataset/wodrs")).expected())
        .isEqualTo("an artifact in project default, such as dataset/words, dataset/numbers");
  }

  @Test
  void submit_missingInput_isRefusedByName() {
    register("dataset/words", 'a');
    Refusal refusal = refusal(aJob("train").reads("data", "dataset/words@2"));
    assertThat(refusal.code()).isEqualTo(Refusal.Code.NOT_FOUND);
    assertThat(refusal.offending()).isEqualTo("dataset/words@2");
    assertThat(refusal.expected())
        .isEqualTo("an artifact in project default, such as dataset/words@1");
    assertThat(refusal(aJob("y").reads("data", "dataset/wodrs")).expected())
        .isEqualTo("an artifact in project default, such as dataset/words");
    assertThat(refusal(aJob("v").reads("data", "dataset/wodrs")).offending())
        .isEqualTo("dataset/wodrs");
    assertThat(refusal(aJob("z").reads("data", "model/words")).expected())
        .isEqualTo("an artifact in project default, which has no model yet");
    assertThat(refusal(aJob("x").in("elsewhere").reads("data", "dataset/words")).code())
        .isEqualTo(Refusal.Code.NOT_FOUND);
  }

  @Test
  void remove_versionReadByALiveJob_isRefusedUntilTheJobEnds() {
    register("dataset/words", 'a');
    JobId job = scenario.submit(aJob("train").reads("data", "dataset/words"));
    Refusal refusal = scenario.refusal(removal("dataset/words", 1));
    assertThat(refusal.code()).isEqualTo(Refusal.Code.CONFLICT);
    assertThat(refusal.advice()).contains(job.toString());
    scenario.cancel(job);
    remove("dataset/words", 1);
  }

  @Test
  void success_outputs_becomeVersionsOnceWithLineage() {
    register("dataset/words", 'a');
    AttemptId attempt = running(aJob("train").reads("data", "dataset/words").makes("m", "model/d"));
    List<Event> events = ended(attempt, 0, outputs("m", 'e'));
    assertThat(events).last().isInstanceOf(ArtifactEvent.ArtifactRegistered.class);
    assertThat(ended(attempt, 0, outputs("m", 'e'))).isEmpty();
    ArtifactVersion made = latest("model/d");
    assertThat(made.version()).isEqualTo(1);
    assertThat(made.lineage().job()).contains(attempt.job());
    assertThat(made.lineage().inputs().get("data")).hasToString("dataset/words@1");
    assertThat(made.lineage().fingerprint()).isPresent();
  }

  @Test
  void failure_outputs_areDroppedButCheckpointsStay() {
    AttemptId attempt = running(aJob("train").makes("m", "model/d"));
    StoredOutputs stored = new StoredOutputs(Collections.emptySortedMap(), Optional.of(files('c')));
    ended(attempt, 1, stored);
    assertThat(versions("model/d")).isEmpty();
    assertThat(latest("checkpoint/d").lineage().job()).contains(attempt.job());
  }

  @Test
  void fingerprint_followsContentOfInputs_notTheirNumbers() {
    register("dataset/words", 'a');
    Digest first = fingerprint(aJob("one").reads("data", "dataset/words").makes("m", "model/d"));
    register("dataset/words", 'b');
    Digest changed = fingerprint(aJob("two").reads("data", "dataset/words").makes("m", "model/d"));
    register("dataset/words", 'a');
    Digest back = fingerprint(aJob("three").reads("data", "dataset/words").makes("m", "model/d"));
    assertThat(changed).isNotEqualTo(first);
    assertThat(back).isEqualTo(first);
  }

  private Digest fingerprint(JobBuilder job) {
    ended(running(job), 0, outputs("m", 'e'));
    return latest("model/d").lineage().fingerprint().orElseThrow();
  }

  private AttemptId running(JobBuilder job) {
    AttemptId attempt = scenario.start(scenario.submit(job), "a");
    scenario.started(attempt, 0);
    return attempt;
  }

  private List<Event> ended(AttemptId attempt, int code, StoredOutputs stored) {
    return scenario.events(
        new Command.ReportRankEnded(
            attempt, 0, new RankExit.Exited(code), Optional.of(stored), Optional.empty()));
  }

  private static StoredOutputs outputs(String mount, char content) {
    return new StoredOutputs(new TreeMap<>(Map.of(mount, files(content))), Optional.empty());
  }

  private List<Event> register(String name, char content) {
    return scenario.events(
        new ArtifactCommand.RegisterArtifact(
            ProjectName.DEFAULT, name(name), files(content), Lineage.imported("a folder")));
  }

  private List<Event> numbered(String name, char content, int numberMin) {
    return scenario.events(
        new ArtifactCommand.RegisterArtifact(
            ProjectName.DEFAULT,
            name(name),
            files(content),
            Lineage.imported("a folder"),
            Optional.of(numberMin)));
  }

  private void remove(String name, int version) {
    assertThat(scenario.events(removal(name, version))).hasSize(1);
  }

  private static Command removal(String name, int version) {
    return new ArtifactCommand.RemoveArtifact(ProjectName.DEFAULT, name(name), version);
  }

  private Refusal refusal(JobBuilder job) {
    return scenario.refusal(new Command.SubmitJob(scenario.newId(), job.build()));
  }

  private List<Integer> versions(String name) {
    return scenario.state.artifacts().versions(ProjectName.DEFAULT, name(name)).stream()
        .map(ArtifactVersion::version)
        .toList();
  }

  private ArtifactVersion latest(String name) {
    return scenario
        .state
        .artifacts()
        .find(ProjectName.DEFAULT, ArtifactRef.latest(name(name)))
        .orElseThrow();
  }

  private static ArtifactName name(String text) {
    return ArtifactName.parse(text).orElseThrow();
  }

  private static StoredFiles files(char content) {
    return new StoredFiles(new Digest(String.valueOf(content).repeat(64)), new Bytes(10), 1);
  }
}
