package org.arkwright.train.format;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.TreeSet;
import java.util.stream.Stream;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.model.ParameterLayout;
import org.arkwright.train.model.Parameters;
import org.arkwright.train.report.TrainingProblem;
import org.arkwright.train.token.AdoptedTokenizer;
import org.arkwright.train.token.BytePairTokenizer;
import org.arkwright.train.token.BytePairVocabulary;
import org.arkwright.train.token.ChatTokens;
import org.arkwright.train.token.FolderChatTokens;
import org.arkwright.train.token.Tokenizer;
import org.arkwright.train.token.TokenizerJson;

/** A model of the Llama family in Hugging Face's layout, as the starting point of training. */
public final class BaseModel implements TuningBase {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final Path folder;
  private final JsonNode json;
  private final LlamaConfig config;

  private BaseModel(Path folder, JsonNode json, LlamaConfig config) {
    this.folder = folder;
    this.json = json;
    this.config = config;
  }

  /**
   * Opens a model's folder.
   *
   * @throws TrainingProblem when the folder does not contain such a model
   */
  public static BaseModel open(Path folder) throws IOException {
    for (String required : List.of("config.json", "tokenizer.json")) {
      if (!Files.isRegularFile(folder.resolve(required))) {
        throw new TrainingProblem(
            "%s has no %s\nexpected a model folder in Hugging Face's layout"
                .formatted(folder, required));
      }
    }
    try {
      JsonNode json = JSON.readTree(folder.resolve("config.json").toFile());
      return new BaseModel(folder, json, ConfigJson.read(json));
    } catch (JsonProcessingException | IllegalArgumentException problem) {
      throw new TrainingProblem(
          "%s is not a network's shape: %s\nexpected config.json as Hugging Face writes it"
              .formatted(folder.resolve("config.json"), problem.getMessage()));
    }
  }

  public Path folder() {
    return folder;
  }

  @Override
  public LlamaConfig config() {
    return config;
  }

  /** The model's vocabulary, if its tokenizer was written by this trainer. */
  public Optional<BytePairVocabulary> ownVocabulary() throws IOException {
    return TokenizerJson.read(folder.resolve("tokenizer.json"))
        .filter(vocabulary -> vocabulary.tokens().size() == config.vocabularySize());
  }

  /** Loads the model's tokenizer. */
  public Tokenizer tokenizer() throws IOException {
    Optional<BytePairVocabulary> own = ownVocabulary();
    if (own.isPresent()) {
      return new BytePairTokenizer(own.get());
    }
    int end =
        id("eos_token_id")
            .orElseThrow(() ->
                new TrainingProblem(
                    "config.json has no eos_token_id\nexpected the token that ends a document"));
    return new AdoptedTokenizer(
        folder.resolve("tokenizer.json"),
        id("bos_token_id").orElse(end),
        end,
        config.vocabularySize());
  }

  @Override
  public ChatTokens chatTokens() throws IOException {
    return FolderChatTokens.open(folder);
  }

  private Optional<Integer> id(String field) {
    JsonNode node = json.path(field);
    JsonNode first = node.isArray() ? node.path(0) : node;
    return first.canConvertToInt() ? Optional.of(first.asInt()) : Optional.empty();
  }

  /** Loads the parameters from model.safetensors, or from the shards listed in its index. */
  @Override
  public void load(Parameters parameters) throws IOException {
    for (Path file : weightFiles()) {
      try (Safetensors.Reader reader = Safetensors.Reader.open(file)) {
        for (ParameterLayout.Slot slot : parameters.layout().slots()) {
          if (reader.names().contains(slot.name())) {
            if (!reader.shape(slot.name()).equals(slot.shape())) {
              throw new TrainingProblem(
                  "%s has shape %s in %s\nexpected %s, as config.json says"
                      .formatted(slot.name(), reader.shape(slot.name()), file, slot.shape()));
            }
            reader.copy(slot.name(), parameters.values(), slot.offset());
          }
        }
      }
    }
  }

  @Override
  public List<Path> weightFiles() throws IOException {
    Path index = folder.resolve("model.safetensors.index.json");
    TreeSet<String> names = new TreeSet<>();
    TreeSet<String> weights = new TreeSet<>();
    if (Files.isRegularFile(index)) {
      JSON.readTree(index.toFile())
          .path("weight_map")
          .properties()
          .forEach(entry -> {
            weights.add(entry.getKey());
            names.add(Path.of(entry.getValue().asText()).getFileName().toString());
          });
    } else if (Files.isRegularFile(folder.resolve("model.safetensors"))) {
      names.add("model.safetensors");
      try (Safetensors.Reader reader =
          Safetensors.Reader.open(folder.resolve("model.safetensors"))) {
        weights.addAll(reader.names());
      }
    } else {
      throw new TrainingProblem(
          "%s has no model.safetensors\nexpected weights as safetensors; pickled ones are not read"
              .formatted(folder));
    }
    for (ParameterLayout.Slot slot : ParameterLayout.of(config).slots()) {
      if (!weights.contains(slot.name())) {
        throw new TrainingProblem("%s has no weight %s".formatted(folder, slot.name()));
      }
    }
    return names.stream().map(folder::resolve).toList();
  }

  /** Copies the tokenizer's files unchanged. */
  void copyTokenizer(Path to) throws IOException {
    try (Stream<Path> files = Files.list(folder)) {
      for (Path file : files.toList()) {
        String name = file.getFileName().toString();
        if (name.startsWith("tokenizer")
            || name.equals("special_tokens_map.json")
            || name.equals("chat_template.jinja")) {
          Files.copy(file, to.resolve(name), java.nio.file.StandardCopyOption.REPLACE_EXISTING);
        }
      }
    }
  }
}
