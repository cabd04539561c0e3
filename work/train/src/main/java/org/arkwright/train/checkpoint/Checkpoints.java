package org.arkwright.train.checkpoint;

import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.channels.FileChannel;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.StandardCopyOption;
import java.nio.file.StandardOpenOption;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.function.Consumer;
import java.util.stream.Stream;
import org.arkwright.train.format.Safetensors;
import org.arkwright.train.gang.Gang;
import org.arkwright.train.model.AdamW;
import org.arkwright.train.model.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * A folder of checkpoints {@code step-…}, each with {@code state.safetensors} and {@code
 * position.json}. Checkpoints are atomic: one is written to a temporary folder, forced to disk and
 * renamed. The newest two of a run are kept; those of other runs are left alone.
 */
public final class Checkpoints {
  private static final String STATE = "state.safetensors";
  private static final String POSITION = "position.json";
  private static final int KEPT = 2;

  /** What the leader says where there is none to resume from. */
  private static final String NONE = "none";

  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;

  public Checkpoints(Path folder) {
    this.folder = folder;
  }

  /** Writes a checkpoint and removes old ones. */
  public void write(RunPosition position, Parameters parameters, AdamW optimiser)
      throws IOException {
    Files.createDirectories(folder);
    Path part = folder.resolve(".part");
    remove(part);
    Files.createDirectory(part);
    long size = parameters.layout().elements();
    Safetensors.write(
        part.resolve(STATE),
        List.of(
            new Safetensors.Source("weights", List.of(size), parameters.values(), 0),
            new Safetensors.Source("adamw.mean", List.of(size), optimiser.mean(), 0),
            new Safetensors.Source("adamw.variance", List.of(size), optimiser.variance(), 0)));
    Path json = part.resolve(POSITION);
    Files.writeString(json, JSON.writeValueAsString(position), StandardCharsets.UTF_8);
    force(json);
    force(part);
    Path target = folder.resolve(String.format(Locale.ROOT, "step-%09d", position.step()));
    remove(target);
    Files.move(part, target, StandardCopyOption.ATOMIC_MOVE);
    force(folder);
    List<Path> ownCheckpoints =
        newestFirst().stream().filter(path -> belongsTo(path, position.fingerprint())).toList();
    for (Path old : ownCheckpoints.stream().skip(KEPT).toList()) {
      remove(old);
    }
  }

  private static boolean belongsTo(Path checkpoint, String fingerprint) {
    try {
      return position(checkpoint).fingerprint().equals(fingerprint);
    } catch (IOException _) {
      return false; // Its run is unknown.
    }
  }

  private static RunPosition position(Path checkpoint) throws IOException {
    RunPosition read = JSON.readValue(checkpoint.resolve(POSITION).toFile(), RunPosition.class);
    if (read == null || read.fingerprint() == null) {
      throw new IOException(checkpoint.resolve(POSITION) + " does not say of which run it is");
    }
    return read;
  }

  /**
   * Returns the newest undamaged checkpoint of a run.
   *
   * @param notes receives a note about each skipped checkpoint, damaged or of another run
   */
  public Optional<Found> newest(String fingerprint, Consumer<String> notes) throws IOException {
    for (Path candidate : newestFirst()) {
      try (Safetensors.Reader _ = Safetensors.Reader.open(candidate.resolve(STATE))) {
        RunPosition position = position(candidate);
        if (position.fingerprint().equals(fingerprint)) {
          return Optional.of(new Found(candidate, position));
        }
        notes.accept(candidate + " belongs to a run with other data or settings and is ignored");
      } catch (IOException damaged) {
        notes.accept(candidate + " is damaged and is skipped: " + damaged.getMessage());
      }
    }
    return Optional.empty();
  }

  /**
   * Returns the checkpoint that all ranks of a gang resume from: what is {@linkplain #newest the
   * newest} to the leader. All ranks call it.
   *
   * @param notes as for {@link #newest}; of the leader alone
   */
  public Optional<Found> agreed(Gang gang, String fingerprint, Consumer<String> notes)
      throws IOException {
    String name = NONE;
    if (gang.isLeader()) {
      name = newest(fingerprint, notes).map(Found::name).orElse(NONE);
    }
    name = gang.fromLeader("checkpoint", name);
    return name.equals(NONE) ? Optional.empty() : Optional.of(named(name));
  }

  /** Opens the checkpoint of that name in this folder. */
  public Found named(String name) throws IOException {
    Path path = folder.resolve(name);
    return new Found(path, position(path));
  }

  /** An undamaged checkpoint. */
  public record Found(Path path, RunPosition position) {
    /** The name of the checkpoint in its folder. */
    public String name() {
      return path.getFileName().toString();
    }

    /** Loads the checkpoint's values into the parameters and the optimiser. */
    public void restore(Parameters parameters, AdamW optimiser) throws IOException {
      try (Safetensors.Reader reader = Safetensors.Reader.open(path.resolve(STATE))) {
        restore(reader, "weights", parameters.values());
        restore(reader, "adamw.mean", optimiser.mean());
        restore(reader, "adamw.variance", optimiser.variance());
      }
    }

    private void restore(Safetensors.Reader reader, String name, Tensor tensor) throws IOException {
      if (!reader.shape(name).equals(List.of(tensor.numel()))) {
        throw new IOException(path + " is for a network of another size");
      }
      reader.copy(name, tensor, 0);
    }
  }

  private List<Path> newestFirst() throws IOException {
    if (!Files.isDirectory(folder)) {
      return List.of();
    }
    try (Stream<Path> all = Files.list(folder)) {
      return all.filter(path -> path.getFileName().toString().matches("step-\\d+"))
          .sorted(Comparator.comparing((Path p) -> p.getFileName().toString()).reversed())
          .toList();
    }
  }

  private static void force(Path path) throws IOException {
    try (FileChannel channel = FileChannel.open(path, StandardOpenOption.READ)) {
      channel.force(true);
    }
  }

  private static void remove(Path path) throws IOException {
    if (Files.isDirectory(path)) {
      try (Stream<Path> files = Files.list(path)) {
        for (Path file : files.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(path);
    }
  }
}
