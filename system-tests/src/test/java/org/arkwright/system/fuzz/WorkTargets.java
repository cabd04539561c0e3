package org.arkwright.system.fuzz;

import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.stream.IntStream;
import java.util.stream.Stream;
import org.arkwright.train.checkpoint.Checkpoints;
import org.arkwright.train.format.BaseModel;
import org.arkwright.train.format.Safetensors;
import org.arkwright.train.report.TrainingProblem;
import org.arkwright.train.text.Corpus;
import org.arkwright.train.token.BytePairVocabulary;
import org.arkwright.train.token.TokenizerJson;

/** What training reads: texts, models to begin with, checkpoints. */
final class WorkTargets {
  private static final String CONFIG =
      "{\"model_type\":\"llama\",\"vocab_size\":512,\"hidden_size\":64,\"intermediate_size\":128,"
          + "\"num_hidden_layers\":2,\"num_attention_heads\":4,\"num_key_value_heads\":2,"
          + "\"max_position_embeddings\":256,\"rms_norm_eps\":1e-5,\"rope_theta\":10000.0,"
          + "\"rope_scaling\":{\"rope_type\":\"llama3\",\"factor\":8.0,\"low_freq_factor\":1.0,"
          + "\"high_freq_factor\":4.0,\"original_max_position_embeddings\":8192},"
          + "\"hidden_act\":\"silu\",\"attention_bias\":false,\"initializer_range\":0.02,"
          + "\"tie_word_embeddings\":true,\"eos_token_id\":7,\"torch_dtype\":\"float32\"}";

  private WorkTargets() {}

  static Stream<Target> all() {
    return Stream.of(
        corpus(
            "a text to train on",
            "a.txt",
            "The quick brown fox.\nIt jumps 7 times.\n",
            IntStream.range(0, 30)
                .mapToObj("word%d: a meaning of it\n"::formatted)
                .toList()
                .toString()
                .replace(", ", "")),
        corpus(
            "a text of JSON lines",
            "a.jsonl",
            "{\"text\":\"one 1\"}\n{\"text\":\"two 2\",\"meta\":{\"id\":7}}\n"),
        new Target("a model's config.json", WorkTargets::isModel, CONFIG),
        new Target("a model's tokenizer.json", WorkTargets::isTokenizer, List.of(tokenizer())),
        new Target("a model's tensors", WorkTargets::hasTensors, Packings.SAFETENSORS)
            .packedBy(Packings::safetensors),
        new Target(
            "a checkpoint's position",
            WorkTargets::isPosition,
            "{\"fingerprint\":\"f-7\",\"step\":120,\"plannedSteps\":1000,\"sequences\":960,"
                + "\"seconds\":12.5}"));
  }

  private static Target corpus(String name, String file, String... samples) {
    return new Target(
        name,
        input -> {
          Path folder = Scratch.write("corpus-" + file + "/" + file, input).resolveSibling("");
          try {
            List<String> documents = new ArrayList<>();
            Corpus.find(folder).forEach(documents::add);
            return !documents.isEmpty();
          } catch (TrainingProblem | IOException _) {
            return false;
          }
        },
        samples);
  }

  private static boolean isModel(byte[] input) {
    Path folder = Scratch.write("base/config.json", input).resolveSibling("");
    Scratch.write("base/tokenizer.json", new byte[0]);
    try {
      return BaseModel.open(folder).config().layers() > 0;
    } catch (TrainingProblem | IOException _) {
      return false;
    }
  }

  private static byte[] tokenizer() {
    List<String> tokens = List.of(BytePairVocabulary.END_OF_TEXT, "a", "b", "ab");
    return Target.bytes(
        TokenizerJson.of(
                new BytePairVocabulary(tokens, List.of(new BytePairVocabulary.Merge(1, 2, 3))))
            .toString());
  }

  /** Another tool's tokenizer is one, too: it is read by other means. */
  private static boolean isTokenizer(byte[] input) {
    try {
      TokenizerJson.read(Scratch.write("base/tokenizer.json", input));
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean hasTensors(byte[] input) {
    Path file = Scratch.write("base/model.safetensors", input);
    try (Safetensors.Reader reader = Safetensors.Reader.open(file)) {
      for (String name : reader.names()) {
        reader.shape(name);
      }
      return true;
    } catch (IOException _) {
      return false;
    }
  }

  private static boolean isPosition(byte[] input) {
    Path folder = Scratch.write("checkpoints/step-7/position.json", input).resolveSibling("..");
    try {
      return !new Checkpoints(folder.normalize())
          .named("step-7")
          .position()
          .fingerprint()
          .isEmpty();
    } catch (IOException _) {
      return false;
    }
  }
}
