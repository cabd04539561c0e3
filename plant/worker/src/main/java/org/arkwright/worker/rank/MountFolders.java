package org.arkwright.worker.rank;

import java.io.IOException;
import java.nio.file.DirectoryNotEmptyException;
import java.nio.file.Files;
import java.nio.file.LinkOption;
import java.nio.file.Path;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.SortedMap;
import java.util.TreeMap;
import java.util.concurrent.CompletionStage;
import java.util.function.BooleanSupplier;
import java.util.stream.Stream;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.blob.SealedFolder;
import org.arkwright.artifact.blob.StoreFullException;
import org.arkwright.artifact.output.OutputLimits;
import org.arkwright.artifact.output.OutputWalk;
import org.arkwright.artifact.output.OutputWatch;
import org.arkwright.artifact.output.RefusedOutput;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.artifact.StoredOutputs;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.unit.Bytes;
import org.arkwright.protocol.Order;
import org.jspecify.annotations.Nullable;

/**
 * The folders of a job's inputs, outputs and checkpoints. Inputs are copied from the store, so that
 * no job can change a stored file; outputs are hard-linked into it where possible, checkpoints
 * copied. Thread-safe.
 */
public final class MountFolders {
  private final Path root;
  private final Path storeFolder;
  private final ArtifactTransfer transfer;
  private final LeftCheckpoints left;
  private @Nullable ArtifactStore store;

  /**
   * @param root the parent of working folders, on the store's file system
   * @param storeFolder the store's folder, created at the first use
   * @param transfer between that store and the control plane's
   */
  public MountFolders(Path root, Path storeFolder, ArtifactTransfer transfer) {
    this.root = root.toAbsolutePath();
    this.storeFolder = storeFolder;
    this.transfer = transfer;
    this.left = new LeftCheckpoints(this.root);
  }

  /** Returns those of a home, whose artifacts lie beside the folder that its ranks work in. */
  public static MountFolders in(Path work) {
    return in(work, ArtifactTransfer.SHARED);
  }

  /** Returns those of a home from whose store files go to the control plane's. */
  public static MountFolders in(Path work, ArtifactTransfer transfer) {
    return new MountFolders(work, storeOf(work), transfer);
  }

  /** Returns the folder of the store that belongs to a folder that ranks work in. */
  public static Path storeOf(Path work) {
    return work.toAbsolutePath().resolveSibling("artifacts");
  }

  /** Makes the files of the attempt's inputs available in the store. */
  public CompletionStage<Void> bring(Order.Launch launch, BooleanSupplier wanted) {
    return transfer.bring(launch, wanted);
  }

  /** Keeps the files of an attempt of an earlier worker. */
  public void keep(Order.Launch launch) {
    transfer.keep(launch);
  }

  private synchronized ArtifactStore store() throws IOException {
    if (store == null) {
      store = ArtifactStore.open(storeFolder);
    }
    return store;
  }

  /** Returns the folder of an attempt's inputs and outputs. */
  public static Path of(Path root, AttemptId attempt) {
    return root.resolve(attempt + ".mounts");
  }

  /** Returns the folder of a job's checkpoints, shared by its attempts. */
  public static Path checkpoints(Path root, JobId job) {
    return root.resolve(job + ".checkpoints");
  }

  /**
   * Creates the folders, replacing existing ones, and returns the variables that name them.
   *
   * @throws IOException when an input is damaged or cannot be provided
   */
  SortedMap<String, String> create(Order.Launch launch) throws IOException {
    SortedMap<String, String> variables = new TreeMap<>();
    Path mounts = of(root, launch.attempt());
    for (Map.Entry<String, Digest> input : launch.inputs().entrySet()) {
      if (input.getKey().equals(Mounts.CHECKPOINTS)) {
        continue;
      }
      Path folder = mounts.resolve("in").resolve(input.getKey());
      SealedFolder.delete(folder);
      store().materialise(input.getValue(), folder);
      SealedFolder.seal(folder);
      variables.put("ARKWRIGHT_INPUT_" + variable(input.getKey()), folder.toString());
    }
    for (String mount : launch.spec().mounts().outputs().keySet()) {
      Path folder = output(launch, mount);
      SealedFolder.delete(folder);
      Files.createDirectories(folder);
      variables.put("ARKWRIGHT_OUTPUT_" + variable(mount), folder.toString());
    }
    if (transfer.bringsCheckpoints()) {
      left.restore(launch, store());
    }
    Path checkpoints = Files.createDirectories(checkpoints(root, launch.attempt().job()));
    variables.put("ARKWRIGHT_CHECKPOINTS", checkpoints.toString());
    return variables;
  }

  /**
   * Fills a fresh working folder with the submitter's code, if the job has any.
   *
   * @throws IOException when a file is lost or damaged, or cannot be written
   */
  void fill(Order.Launch launch, Path folder) throws IOException {
    Optional<Digest> snapshot = launch.spec().execution().snapshot();
    if (snapshot.isEmpty()) {
      return;
    }
    // Noted first: whoever clears up after a crash half-way knows what to take back.
    Path note = note(launch.attempt());
    Files.createDirectories(of(root, launch.attempt()));
    Files.writeString(note, snapshot.get().hex());
    store().snapshots().materialise(snapshot.get(), folder);
  }

  /** Removes the submitter's code as it was given; what the job made or changed stays. */
  void takeBack(AttemptId attempt, Path folder) throws IOException {
    Path note = note(attempt);
    if (Files.exists(note) && Files.exists(folder)) {
      Optional<Digest> snapshot = Digest.parse(Files.readString(note));
      if (snapshot.isPresent() && store().snapshots().has(snapshot.get())) {
        store().snapshots().remove(snapshot.get(), folder);
      }
    }
  }

  private Path note(AttemptId attempt) {
    return of(root, attempt).resolve("snapshot");
  }

  private Path output(Order.Launch launch, String mount) {
    return of(root, launch.attempt()).resolve("out").resolve(mount);
  }

  private static String variable(String mount) {
    return mount.toUpperCase(Locale.ROOT).replace('-', '_');
  }

  /** Whether the attempt may have outputs or checkpoints to store. */
  public boolean hasOutputs(Order.Launch launch) {
    if (!launch.spec().mounts().outputs().isEmpty()) {
      return true;
    }
    try (Stream<Path> files = Files.list(checkpoints(root, launch.attempt().job()))) {
      return files.findAny().isPresent();
    } catch (IOException _) {
      return false;
    }
  }

  /**
   * Stores an attempt's outputs and checkpoints. Idempotent.
   *
   * @param succeeded whether the attempt succeeded: otherwise only checkpoints are stored
   * @throws RefusedOutput when the job left what cannot be stored; the message names it
   * @throws IOException when the store fails; the message says why
   */
  public StoredOutputs store(Order.Launch launch, boolean succeeded, OutputWatch watch)
      throws IOException {
    SortedMap<String, StoredFiles> outputs = new TreeMap<>();
    if (succeeded) {
      for (String mount : launch.spec().mounts().outputs().keySet()) {
        Optional<StoredFiles> files =
            store("output '" + mount + "'", output(launch, mount), false, watch);
        outputs.put(
            mount,
            files.orElseThrow(() ->
                new RefusedOutput(
                    "the job wrote no file to $ARKWRIGHT_OUTPUT_%s, and output '%s' needs one"
                        .formatted(variable(mount), mount))));
      }
    }
    Path checkpoints = checkpoints(root, launch.attempt().job());
    StoredOutputs stored =
        new StoredOutputs(
            outputs,
            Files.isDirectory(checkpoints, LinkOption.NOFOLLOW_LINKS)
                ? store("its checkpoints", checkpoints, true, watch)
                : Optional.empty());
    transfer.deliver(launch.attempt(), stored, watch);
    if (transfer.bringsCheckpoints()) {
      left.delivered(launch.attempt());
    }
    return stored;
  }

  private Optional<StoredFiles> store(String what, Path folder, boolean inUse, OutputWatch watch)
      throws IOException {
    try {
      return OutputWalk.store(
          store(), what, root, root.relativize(folder), inUse, OutputLimits.DEFAULT, watch);
    } catch (StoreFullException e) {
      if (!transfer.bringsCheckpoints()) {
        throw e;
      }
      // The store of this node alone, which nobody can be asked to collect.
      throw new IOException(
          "the disk of this node is full: no room for %s at %s, where %s are free. Free space there, or run it on a node with more"
              .formatted(what, root, new Bytes(root.toFile().getUsableSpace())),
          e);
    }
  }

  /** Removes an attempt's folders; checkpoints are kept for the next attempt. */
  void clear(AttemptId attempt) throws IOException {
    transfer.release(attempt);
    if (transfer.bringsCheckpoints()) {
      left.clear(attempt);
    }
    SealedFolder.delete(of(root, attempt));
    try {
      Files.deleteIfExists(checkpoints(root, attempt.job()));
    } catch (DirectoryNotEmptyException _) {
      // Garbage collection removes them once the job has ended.
    }
  }
}
