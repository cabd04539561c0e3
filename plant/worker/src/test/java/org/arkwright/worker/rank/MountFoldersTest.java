package org.arkwright.worker.rank;

import static java.nio.charset.StandardCharsets.UTF_8;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.ByteArrayInputStream;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermission;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionStage;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import java.util.concurrent.Future;
import java.util.function.BooleanSupplier;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.output.OutputWatch;
import org.arkwright.artifact.output.RefusedOutput;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.job.Mounts;
import org.arkwright.protocol.Order;
import org.arkwright.worker.Launches;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The folders that an attempt finds, and what becomes of what it leaves in them. */
class MountFoldersTest {
  private static final boolean DONE = true;

  @TempDir private Path folder;
  private Path work;
  private MountFolders mounts;
  private ArtifactStore store;

  @BeforeEach
  void open() throws IOException {
    work = Files.createDirectories(folder.resolve("work"));
    mounts = MountFolders.in(work);
    store = ArtifactStore.open(MountFolders.storeOf(work));
  }

  @Test
  void input_isThereReadOnly_andIsWholeAgainForTheNext_whateverAJobDidToIt() throws Exception {
    Order.Launch launch = launch(Launches.attempt(1), Map.of("my-words", stored("a", "one")));

    Path input = Path.of(mounts.create(launch).get("ARKWRIGHT_INPUT_MY_WORDS"));
    assertThat(input.resolve("a")).hasContent("one");
    assertThat(Files.getPosixFilePermissions(input.resolve("a")))
        .doesNotContain(PosixFilePermission.OWNER_WRITE, PosixFilePermission.OTHERS_WRITE);

    Files.setPosixFilePermissions(input, Set.of(PosixFilePermission.values()));
    Files.delete(input.resolve("a"));
    Files.writeString(input.resolve("a"), "changed");
    Files.writeString(input.resolve("b"), "more");
    mounts.create(launch);
    assertThat(input.resolve("a")).hasContent("one");
    assertThat(input.resolve("b")).doesNotExist();
  }

  @Test
  void outputs_areEmptyAtEachStart_andCheckpointsStay() throws Exception {
    Order.Launch first = launch(Launches.attempt(1), Map.of());
    SortedMap<String, String> variables = mounts.create(first);
    Path output = Path.of(variables.get("ARKWRIGHT_OUTPUT_OUT"));
    Files.writeString(output.resolve("weights"), "half");
    Files.writeString(Path.of(variables.get("ARKWRIGHT_CHECKPOINTS")).resolve("step"), "7");
    mounts.create(first);
    assertThat(output).isEmptyDirectory();

    mounts.clear(first.attempt());
    assertThat(MountFolders.of(work, first.attempt())).doesNotExist();
    Path next = Path.of(mounts.create(launch(again(first), Map.of())).get("ARKWRIGHT_CHECKPOINTS"));
    assertThat(next.resolve("step")).hasContent("7");
  }

  @Test
  void store_refusesASuccessWithoutItsOutput_andKeepsOnlyCheckpointsOfAFailure() throws Exception {
    Order.Launch launch = launch(Launches.attempt(1), Map.of());
    SortedMap<String, String> variables = mounts.create(launch);
    assertThatExceptionOfType(RefusedOutput.class)
        .isThrownBy(() -> mounts.store(launch, DONE, watch()))
        .withMessageContaining("$ARKWRIGHT_OUTPUT_OUT");

    Files.writeString(Path.of(variables.get("ARKWRIGHT_CHECKPOINTS")).resolve("step"), "7");
    Files.writeString(Path.of(variables.get("ARKWRIGHT_OUTPUT_OUT")).resolve("weights"), "12");
    StoredOutputs failed = mounts.store(launch, !DONE, watch());
    assertThat(failed.outputs()).isEmpty();
    assertThat(failed.checkpoints()).isPresent();
    StoredOutputs done = mounts.store(launch, DONE, watch());
    assertThat(content(done.outputs().get("out"))).isEqualTo("weights=12");
    assertThat(mounts.store(launch, DONE, watch())).isEqualTo(done);
  }

  @Test
  void clear_removesAnEmptyFolderOfCheckpoints_andNoOther() throws Exception {
    Order.Launch empty = launch(Launches.attempt(1), Map.of());
    mounts.create(empty);
    mounts.clear(empty.attempt());
    assertThat(MountFolders.checkpoints(work, empty.attempt().job())).doesNotExist();
    mounts.clear(empty.attempt());
    assertThat(work).isEmptyDirectory();
  }

  @Test
  void nodeOfItsOwn_givesTheNextAttemptWhatItCouldNotStore_andElseWhatIsStored() throws Exception {
    Delivery delivery = new Delivery();
    MountFolders remote = MountFolders.in(work, delivery);
    Order.Launch first = launch(Launches.attempt(1), Map.of());
    Path checkpoints = Path.of(remote.create(first).get("ARKWRIGHT_CHECKPOINTS"));
    Files.writeString(checkpoints.resolve("step"), "7");
    remote.clear(first.attempt()); // It was not delivered.

    Digest before = stored("step", "3");
    Order.Launch second = launch(again(first), Map.of(Mounts.CHECKPOINTS, before));
    remote.create(second);
    assertThat(checkpoints.resolve("step")).as("what is here is newer").hasContent("7");

    remote.store(second, !DONE, watch());
    remote.clear(second.attempt());
    assertThat(checkpoints).as("what is stored does not stay").doesNotExist();
    assertThat(delivery.delivered).containsExactly(second.attempt());

    Digest elsewhere = stored("step", "9");
    Order.Launch fourth =
        launch(again(launch(again(second), Map.of())), Map.of(Mounts.CHECKPOINTS, elsewhere));
    remote.create(fourth);
    assertThat(checkpoints.resolve("step")).hasContent("9");
    Files.writeString(checkpoints.resolve("step"), "10");
    assertThat(checkpoints.resolve("step")).as("it goes on writing").hasContent("10");
  }

  /** Attempts of one node share its store, which the first of them creates. */
  @Test
  void manyAttemptsAtOnce_eachStoreAndFindTheirOwn() throws Exception {
    for (int seed = 0; seed < 5; seed++) {
      SplittableRandom random = new SplittableRandom(seed);
      Path own = Files.createDirectories(folder.resolve("many-" + seed).resolve("work"));
      MountFolders many = MountFolders.in(own);
      List<Future<StoredOutputs>> stored = new ArrayList<>();
      try (ExecutorService threads = Executors.newFixedThreadPool(8)) {
        for (int number = 1; number <= 24; number++) {
          Order.Launch launch = launch(Launches.attempt(number), Map.of());
          String text = "same " + random.nextInt(4); // Several store the same blob at once.
          stored.add(
              threads.submit(() -> {
                Path output = Path.of(many.create(launch).get("ARKWRIGHT_OUTPUT_OUT"));
                Files.writeString(output.resolve("weights"), text);
                StoredOutputs outputs = many.store(launch, DONE, watch());
                many.clear(launch.attempt());
                assertThat(contentIn(own, outputs.outputs().get("out")))
                    .isEqualTo("weights=" + text);
                return outputs;
              }));
        }
        for (Future<StoredOutputs> each : stored) {
          assertThat(each.get().outputs()).as("seed %d", seed).containsOnlyKeys("out");
        }
      }
      assertThat(own).isEmptyDirectory();
    }
  }

  private String content(StoredFiles files) throws IOException {
    return contentIn(work, files);
  }

  private static String contentIn(Path work, StoredFiles files) throws IOException {
    ArtifactStore store = ArtifactStore.open(MountFolders.storeOf(work));
    List<String> texts = new ArrayList<>();
    for (Manifest.File file : store.manifest(files.manifest()).files()) {
      try (var in = store.openIntact(file)) {
        texts.add(file.path() + "=" + new String(in.readAllBytes(), UTF_8));
      }
    }
    return String.join(",", texts);
  }

  private Digest stored(String path, String content) throws IOException {
    Manifest.File file = store.storeFile(path, new ByteArrayInputStream(content.getBytes(UTF_8)));
    return store.versionOf(List.of(file)).manifest();
  }

  private static AttemptId again(Order.Launch launch) {
    return new AttemptId(launch.attempt().job(), launch.attempt().number() + 1);
  }

  private static OutputWatch watch() {
    return () -> {};
  }

  private static Order.Launch launch(AttemptId attempt, Map<String, Digest> inputs) {
    Order.Launch plain = Launches.launch(1, 1);
    return new Order.Launch(
        attempt,
        plain
            .spec()
            .withMounts(
                new Mounts(
                    new TreeMap<>(),
                    new TreeMap<>(Map.of("out", new ArtifactName(ArtifactKind.MODEL, "net"))))),
        plain.ranks(),
        plain.groupRank(),
        plain.meeting(),
        plain.startedRanks(),
        new TreeMap<>(inputs));
  }

  /** A control plane on another machine, which takes everything. */
  private static final class Delivery implements ArtifactTransfer {
    final List<AttemptId> delivered = new ArrayList<>();

    @Override
    public CompletionStage<Void> bring(Order.Launch launch, BooleanSupplier wanted) {
      return CompletableFuture.completedStage(null);
    }

    @Override
    public boolean bringsCheckpoints() {
      return true;
    }

    @Override
    public void keep(Order.Launch launch) {}

    @Override
    public void deliver(AttemptId attempt, StoredOutputs stored, OutputWatch watch) {
      delivered.add(attempt);
    }

    @Override
    public void release(AttemptId attempt) {}

    @Override
    public void close() {}
  }
}
