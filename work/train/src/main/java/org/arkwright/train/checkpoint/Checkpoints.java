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
import org.arkwright.train.model.AdamW;
import org.arkwright.train.model.Parameters;
import org.bytedeco.pytorch.Tensor;

/**
 * A folder of checkpoints, {@code step-…}, each of {@code state.safetensors} and {@code
 * position.json}. One appears whole or not at all: it is written beside, forced to the disk, and
 * renamed. The newest two of a run are kept; another run's are left alone.
 */
public final class Checkpoints {
  private static final String STATE = "state.safetensors";
  private static final String POSITION = "position.json";
  private static final int KEPT = 2;
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
    Path whole = folder.resolve(String.format(Locale.ROOT, "step-%09d", position.step()));
    remove(whole);
    Files.move(part, whole, StandardCopyOption.ATOMIC_MOVE);
    force(folder);
    List<Path> own =
        newestFirst().stream().filter(path -> isOf(path, position.fingerprint())).toList();
    for (Path old : own.stream().skip(KEPT).toList()) {
      remove(old);
    }
  }

  private static boolean isOf(Path checkpoint, String fingerprint) {
    try {
      return position(checkpoint).fingerprint().equals(fingerprint);
    } catch (IOException _) {
      return false; // Nobody knows whose it is.
    }
  }

  private static RunPosition position(Path checkpoint) throws IOException {
    return JSON.readValue(checkpoint.resolve(POSITION).toFile(), RunPosition.class);
  }

  /**
   * Finds the newest whole checkpoint of a run.
   *
   * @param notes is told of each that is damaged or another run's
   */
  public Optional<Found> newest(String fingerprint, Consumer<String> notes) throws IOException {
    for (Path candidate : newestFirst()) {
      try (Safetensors.Reader _ = new Safetensors.Reader(candidate.resolve(STATE))) {
        RunPosition position = position(candidate);
        if (position.fingerprint().equals(fingerprint)) {
          return Optional.of(new Found(candidate, position));
        }
        notes.accept(candidate + " belongs to a run with other data or settings and is left alone");
      } catch (IOException damaged) {
        notes.accept(candidate + " is damaged and is skipped: " + damaged.getMessage());
      }
    }
    return Optional.empty();
  }

  /** The checkpoint of that name in this folder. */
  public Found named(String name) throws IOException {
    Path path = folder.resolve(name);
    return new Found(path, position(path));
  }

  /** A whole checkpoint. */
  public record Found(Path path, RunPosition position) {
    /** Its name in the folder. */
    public String name() {
      return path.getFileName().toString();
    }

    /** Puts its numbers in place. */
    public void restore(Parameters parameters, AdamW optimiser) throws IOException {
      try (Safetensors.Reader reader = new Safetensors.Reader(path.resolve(STATE))) {
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
      try (Stream<Path> inside = Files.list(path)) {
        for (Path file : inside.toList()) {
          Files.delete(file);
        }
      }
      Files.delete(path);
    }
  }
}
