package org.arkwright.api.early;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.regex.Pattern;
import org.arkwright.artifact.ArtifactStore;
import org.arkwright.artifact.Manifest;
import org.arkwright.artifact.blob.PathText;
import org.arkwright.control.StateReader;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.job.JobSpec;
import org.arkwright.spec.SpecProblem;

/**
 * Says what of a training job's inputs the built-in trainer would refuse, as far as names, sizes
 * and texts of up to 32 MiB tell, of larger ones their beginnings. What only the rest tells ends
 * the rank with exit status 2. The names of texts are those that {@code work train} reads.
 * Thread-safe; blocks.
 */
public final class TrainingCheck {
  /** The mount of the text. */
  private static final String DATA = "data";

  /** The mount of the model to begin with. */
  private static final String BASE = "base";

  private static final Pattern LEGAL =
      Pattern.compile("(license|licence|notice|copying|readme|copyright)\\b.*");
  private static final List<String> TEXTS = List.of(".txt", ".text", ".md", ".jsonl");
  private static final Map<String, String> WAYS =
      Map.of(
          ".parquet", "write the column with the text as .jsonl, and import that",
          ".csv", "write the column with the text as .jsonl, and import that",
          ".tsv", "write the column with the text as .jsonl, and import that",
          ".gz", "unpack the files, and import them",
          ".zst", "unpack the files, and import them",
          ".xz", "unpack the files, and import them",
          ".json", "write one object a line as .jsonl, and import that",
          ".pdf", "extract the text, and import that");
  private static final int HEAD_BYTES = 8192;

  /** What is read at most of all texts together, but for those heads. */
  private static final long READ_BYTES_MAX = 32L << 20;

  private static final int HEADS_MAX = 64;
  private static final int CONFIG_BYTES_MAX = 1 << 20;
  private static final JsonMapper JSON = new JsonMapper();

  private final StateReader reader;
  private final ArtifactStore store;

  public TrainingCheck(StateReader reader, ArtifactStore store) {
    this.reader = reader;
    this.store = store;
  }

  /**
   * Returns what rules the job out; empty if nothing does.
   *
   * @param context the tokens of one training sequence, of which the text must fill at least one
   */
  public List<SpecProblem> problems(JobSpec spec, int context) {
    List<SpecProblem> problems = new ArrayList<>();
    version(spec, DATA).ifPresent(version -> checkData(version, context, problems));
    version(spec, BASE).ifPresent(version -> checkBase(version, problems));
    return problems;
  }

  private Optional<VersionFiles> version(JobSpec spec, String mount) {
    ArtifactRef ref = spec.mounts().inputs().get(mount);
    return ref == null ? Optional.empty() : VersionFiles.find(reader, store, spec.project(), ref);
  }

  private static void checkData(VersionFiles version, int context, List<SpecProblem> problems) {
    List<Manifest.File> texts =
        version.files().stream().filter(file -> isText(file.path())).toList();
    if (texts.isEmpty()) {
      problems.add(noText(version));
      return;
    }
    long budget = READ_BYTES_MAX;
    long found = 0;
    long documents = 0;
    for (Manifest.File text : texts.stream().limit(HEADS_MAX).toList()) {
      int bytes = (int) Math.max(HEAD_BYTES, Math.min(budget, text.size().value()));
      budget = Math.max(0, budget - bytes);
      TextHead.Reading read = read(version, text, bytes);
      if (read.problem().isPresent()) {
        problems.add(
            version.wrongInput(
                DATA, "%s: %s".formatted(PathText.of(text.path()), read.problem().get())));
        return;
      }
      // Of what was not read, each byte may be text.
      found += read.bytes() + Math.max(0, text.size().value() - bytes);
      documents += read.documents();
    }
    found += texts.stream().skip(HEADS_MAX).mapToLong(file -> file.size().value()).sum();
    // A token is at least a byte, but for two around each text.
    if (found + 2 * documents < context) {
      problems.add(
          version.wrongInput(
              DATA,
              ("it has %,d bytes of text, too few for one context of %,d tokens. Expected more"
                      + " text, or a smaller context.")
                  .formatted(found, context)));
    }
  }

  private static SpecProblem noText(VersionFiles version) {
    boolean leftOut =
        version.files().stream()
            .anyMatch(file ->
                LEGAL.matcher(VersionFiles.name(file.path())).matches() && hasTextName(file));
    String way =
        version.files().stream()
            .flatMap(
                file -> Optional.ofNullable(WAYS.get(VersionFiles.extension(file.path()))).stream())
            .findFirst()
            .map(text -> ": " + text)
            .orElse("; other text, such as code, is read once its names end so");
    return version.wrongInput(
        DATA,
        "it has no text to learn from; found %s%s. Expected files named %s%s."
            .formatted(
                version.found(),
                leftOut ? " (licences and readmes are left out)" : "",
                String.join(", ", TEXTS),
                way));
  }

  private static boolean isText(String path) {
    String name = VersionFiles.name(path);
    return !name.startsWith(".")
        && !LEGAL.matcher(name).matches()
        && TEXTS.stream().anyMatch(name::endsWith);
  }

  private static boolean hasTextName(Manifest.File file) {
    String name = VersionFiles.name(file.path());
    return TEXTS.stream().anyMatch(name::endsWith);
  }

  private static TextHead.Reading read(VersionFiles version, Manifest.File file, int bytes) {
    try {
      byte[] head = version.head(file, bytes);
      return new TextHead(head, head.length < file.size().value())
          .read(VersionFiles.name(file.path()).endsWith(".jsonl"));
    } catch (IOException _) {
      // The rank's own reading reports it, with the store's words.
      return new TextHead.Reading(Optional.empty(), file.size().value(), 1);
    }
  }

  private static void checkBase(VersionFiles version, List<SpecProblem> problems) {
    String expected =
        " Expected a model of the Llama family, or Qwen 2.5, in Hugging Face's layout: config.json,"
            + " tokenizer.json and model.safetensors.";
    for (String required : List.of("config.json", "tokenizer.json")) {
      if (version.file(required).isEmpty()) {
        problems.add(
            version.wrongInput(
                BASE, "it has no %s; found %s.%s".formatted(required, version.found(), expected)));
        return;
      }
    }
    if (version.file("model.safetensors").isEmpty()
        && version.file("model.safetensors.index.json").isEmpty()) {
      problems.add(
          version.wrongInput(
              BASE,
              "it has no model.safetensors; found %s.%s".formatted(version.found(), expected)));
      return;
    }
    try {
      Manifest.File config = version.file("config.json").orElseThrow();
      String type =
          JSON.readTree(version.head(config, CONFIG_BYTES_MAX)).path("model_type").asText("");
      if (!List.of("llama", "mistral", "qwen2").contains(type.toLowerCase(Locale.ROOT))) {
        problems.add(
            version.wrongInput(
                BASE,
                "its config.json has model_type '%s', which this trainer does not know.%s"
                    .formatted(PathText.of(type), expected)));
      }
    } catch (JsonProcessingException _) {
      problems.add(version.wrongInput(BASE, "its config.json is not JSON." + expected));
    } catch (IOException _) {
      // The rank's own reading reports it, with the store's words.
    }
  }
}
