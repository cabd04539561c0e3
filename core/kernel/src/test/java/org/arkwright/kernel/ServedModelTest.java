package org.arkwright.kernel;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.OptionalInt;
import java.util.TreeMap;
import org.arkwright.kernel.state.ReplicaJobs;
import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.DeploymentCommand;
import org.arkwright.model.Refusal;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.Lineage;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.deployment.Probes;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.deployment.Replicas;
import org.arkwright.model.deployment.RuntimeOptions;
import org.arkwright.model.deployment.Scaling;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.Work;
import org.arkwright.model.unit.Bytes;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.Test;

/** A deployment of a built-in runtime: what it serves is pinned, and said to its replicas. */
class ServedModelTest {
  private static final DeploymentName CHAT = new DeploymentName(ProjectName.DEFAULT, "chat");

  private final KernelScenario scenario = new KernelScenario().node("a", 8, "h100", 4);
  private int registered;

  @AfterEach
  void replays() {
    scenario.replays();
  }

  @Test
  void modelAndAdapters_areServedInTheVersionsOfThatMoment() {
    register("base");
    register("tone");
    register("tone");
    scenario.events(new DeploymentCommand.SetDeployment(spec("model/tone", "model/base@1")));
    register("tone");

    DeploymentSpec.Serving serving =
        scenario.state.deployments().find(CHAT).orElseThrow().spec().serving();
    assertThat(serving.model()).hasToString("Optional[model/base@1]");
    assertThat(serving.options().adapters()).hasToString("[model/tone@2, model/base@1]");
  }

  @Test
  void adapterThatIsNotThere_isRefusedByName() {
    register("base");
    Refusal refusal =
        scenario.refusal(new DeploymentCommand.SetDeployment(spec("model/base", "model/tune")));
    assertThat(refusal.code()).isEqualTo(Refusal.Code.NOT_FOUND);
    assertThat(refusal.offending()).contains("tune");
  }

  @Test
  void replica_isToldItsOptions_andFindsEachAdapterInAFolder() {
    JobSpec replica =
        ReplicaJobs.spec(spec("model/tone@2", "model/style@1"), new ReplicaOf(CHAT, 1, 1));
    assertThat(replica.execution().work())
        .isEqualTo(
            new Work.Builtin(
                Work.Program.SERVE,
                List.of(
                    "--runtime",
                    "llama.cpp",
                    "--name",
                    "base",
                    "--threads",
                    "1",
                    "--context",
                    "4096",
                    "--gpu-layers",
                    "0",
                    "--adapters",
                    "tone,style")));
    assertThat(replica.mounts().inputs())
        .hasToString("{adapter-1=model/tone@2, adapter-2=model/style@1, model=model/base@latest}");
  }

  private void register(String name) {
    registered++;
    Digest digest = Digest.parse("%064x".formatted(registered)).orElseThrow();
    scenario.events(
        new ArtifactCommand.RegisterArtifact(
            ProjectName.DEFAULT,
            new ArtifactName(ArtifactKind.MODEL, name),
            new StoredFiles(digest, new Bytes(1), 1),
            Lineage.imported("a folder")));
  }

  private static DeploymentSpec spec(String... adapters) {
    RuntimeOptions options =
        new RuntimeOptions(
            OptionalInt.of(4096),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.empty(),
            OptionalInt.of(0),
            List.of(adapters).stream().map(text -> ArtifactRef.parse(text).orElseThrow()).toList());
    return new DeploymentSpec(
        CHAT,
        new DeploymentSpec.Serving(
            ArtifactRef.parse("model/base"), ModelRuntime.LLAMA_CPP, List.of(), "base", options),
        new DeploymentSpec.ReplicaTemplate(
            DeploymentSpec.PRIORITY_DEFAULT, RankResources.DEFAULT, new TreeMap<>()),
        Replicas.ONE,
        Scaling.DEFAULT,
        Probes.DEFAULT,
        DeploymentSpec.DRAIN_DEFAULT);
  }
}
