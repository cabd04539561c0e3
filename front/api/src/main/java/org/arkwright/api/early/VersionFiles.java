package org.arkwright.api.early;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.CharConversionException;
import java.io.IOException;
import java.io.InputStream;
import java.util.Comparator;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.stream.Collectors;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.blob.PathText;
import org.arkwright.control.StateReader;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.ArtifactVersion;
import org.arkwright.model.id.ProjectName;
import org.arkwright.spec.SpecProblem;

/**
 * The files of one version, and how to say what there is. Reading blocks on the store's disk.
 *
 * @param ref the version, with its number
 */
record VersionFiles(ArtifactStore store, ArtifactRef ref, List<Manifest.File> files) {
  private static final int SHOWN_MAX = 4;
  private static final int JSON_BYTES_MAX = 1 << 20;
  private static final JsonMapper JSON = JsonMapper.builder().build();

  /** Finds a version; empty where there is none, or its list of files cannot be read. */
  static Optional<VersionFiles> find(
      StateReader reader, ArtifactStore store, ProjectName project, ArtifactRef ref) {
    Optional<ArtifactVersion> version =
        reader.read(state -> state.artifacts().find(project, ref)).join();
    try {
      return version.isEmpty()
          ? Optional.empty()
          : Optional.of(
              new VersionFiles(
                  store,
                  version.get().ref(),
                  store.manifest(version.get().files().manifest()).files()));
    } catch (IOException _) {
      return Optional.empty(); // The store's own checks report it; what starts would fail by it.
    }
  }

  /** Returns the file of that path. */
  Optional<Manifest.File> file(String path) {
    return files.stream().filter(file -> file.path().equals(path)).findFirst();
  }

  /** Returns the first bytes of a file; fewer where it is shorter. */
  byte[] head(Manifest.File file, int bytesMax) throws IOException {
    try (InputStream in = store.open(file)) {
      return in.readNBytes(bytesMax);
    }
  }

  /**
   * Returns the JSON of a file: an empty object where it is none; nothing where there is no such
   * file, or it cannot be read, which the rank's own reading reports, with the store's words.
   */
  Optional<JsonNode> json(String path) {
    try {
      Optional<Manifest.File> file = file(path);
      return file.isPresent()
          ? Optional.of(JSON.readTree(head(file.get(), JSON_BYTES_MAX)))
          : Optional.empty();
    } catch (JsonProcessingException | CharConversionException _) {
      return Optional.of(JSON.createObjectNode());
    } catch (IOException _) {
      return Optional.empty();
    }
  }

  /** Says what of this version, as an input of the built-in trainer, is wrong. */
  SpecProblem wrongInput(String mount, String what) {
    String field = "inputs." + mount;
    return new SpecProblem(
        0,
        0,
        field,
        ref.toString(),
        "what the built-in trainer reads",
        "%s is %s: %s".formatted(field, ref, what));
  }

  /**
   * Returns what there is: up to four names, or counts by extension where there are more, such as
   * {@code 12 files (9 .parquet, 3 .json)}.
   */
  String found() {
    if (files.isEmpty()) {
      return "no file";
    }
    if (files.size() <= SHOWN_MAX) {
      return files.stream().map(file -> PathText.of(file.path())).collect(Collectors.joining(", "));
    }
    Map<String, Long> counts =
        files.stream()
            .collect(
                Collectors.groupingBy(
                    file -> extension(file.path()), TreeMap::new, Collectors.counting()));
    return counts.entrySet().stream()
        .sorted(Map.Entry.<String, Long>comparingByValue().reversed())
        .limit(SHOWN_MAX)
        .map(entry -> entry.getValue() + " " + entry.getKey())
        .collect(
            Collectors.joining(
                ", ",
                "%,d files (".formatted(files.size()),
                counts.size() > SHOWN_MAX ? ", …)" : ")"));
  }

  /** Returns the name's extension in lower case with its dot; words where it has none. */
  static String extension(String path) {
    String name = name(path);
    int dot = name.lastIndexOf('.');
    return dot <= 0 ? "without extension" : PathText.of(name.substring(dot));
  }

  /** Returns the last part of a path in lower case. */
  static String name(String path) {
    return path.substring(path.lastIndexOf('/') + 1).toLowerCase(Locale.ROOT);
  }

  /** Returns the files for which a replica looks: those of the folder itself. */
  List<Manifest.File> atTop(String suffix) {
    return files.stream()
        .filter(file -> file.path().indexOf('/') < 0 && file.path().endsWith(suffix))
        .sorted(Comparator.comparing(Manifest.File::path))
        .toList();
  }
}
