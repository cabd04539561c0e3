package org.arkwright.train.format;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Stream;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.model.Parameters;
import org.arkwright.train.report.TrainingProblem;
import org.arkwright.train.token.ChatTokens;

/** A model that is about to be tuned. */
public sealed interface TuningBase permits BaseModel, GgufBase {
  /**
   * Opens the model of a folder: one in Hugging Face's layout, or else its only GGUF file.
   *
   * @throws TrainingProblem when the folder has neither, or a network that is not known here
   */
  static TuningBase find(Path folder) throws IOException {
    if (Files.isRegularFile(folder)) {
      return GgufBase.open(folder);
    }
    if (Files.isRegularFile(folder.resolve(PeftFolder.CONFIG))) {
      throw new TrainingProblem(
          "%s is an adapter, and no whole model\nexpected the model that it belongs to"
              .formatted(folder));
    }
    if (Files.isRegularFile(folder.resolve("config.json"))
        && Files.isRegularFile(folder.resolve("tokenizer.json"))) {
      return BaseModel.open(folder);
    }
    List<Path> files = List.of();
    if (Files.isDirectory(folder)) {
      try (Stream<Path> all = Files.list(folder)) {
        files = all.filter(file -> file.toString().endsWith(".gguf")).sorted().toList();
      }
    }
    if (files.size() != 1) {
      throw new TrainingProblem(
          ("%s has neither config.json with tokenizer.json nor one .gguf file, but %d of them\n"
                  + "expected a model in Hugging Face's layout, or in GGUF")
              .formatted(folder, files.size()));
    }
    return GgufBase.open(files.getFirst());
  }

  /** The network's shape. */
  LlamaConfig config();

  /**
   * Loads the weights.
   *
   * @throws TrainingProblem when one is missing or has another shape
   */
  void load(Parameters parameters) throws IOException;

  /** Loads the tokenizer, which the caller closes. */
  ChatTokens chatTokens() throws IOException;

  /** The files that have the weights, in order: what an adapter belongs to. */
  List<Path> weightFiles() throws IOException;
}
