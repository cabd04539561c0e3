package org.arkwright.convert.vocabulary;

import static org.arkwright.convert.source.ConversionProblem.shown;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.LinkedHashSet;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import org.arkwright.convert.source.ConversionProblem;
import org.arkwright.convert.source.ModelSource;
import org.arkwright.llama.GgufWriter;
import org.jspecify.annotations.Nullable;

/**
 * The tokens with which texts begin and end.
 *
 * @param ids by their names in GGUF
 * @param begins whether each text begins with the begin token
 * @param ends whether each text ends with the end token
 */
record SpecialTokens(Map<String, Integer> ids, boolean begins, boolean ends) {
  /**
   * Names in tokenizer_config.json, and in GGUF; in order, so that files of one model are equal.
   */
  private static final Map<String, String> NAMES =
      new TreeMap<>(Map.of("bos", "bos", "eos", "eos", "unk", "unknown", "pad", "padding"));

  static SpecialTokens read(
      ModelSource source, JsonNode tokenizer, JsonNode config, Vocabulary vocabulary, int rows)
      throws IOException {
    JsonNode network = source.json("config.json");
    JsonNode generation = source.json("generation_config.json");
    JsonNode map = source.json("special_tokens_map.json");
    Map<String, Integer> ids = new LinkedHashMap<>();
    for (Map.Entry<String, String> name : NAMES.entrySet()) {
      named(config.path(name.getKey() + "_token"), name.getKey(), vocabulary)
          .or(() -> named(map.path(name.getKey() + "_token"), name.getKey(), vocabulary))
          .or(() -> numbered(network, name.getKey() + "_token_id", rows).stream().findFirst())
          .ifPresent(id -> ids.put(name.getValue(), id));
    }
    addOtherEnds(ids, network, generation, rows);
    boolean begins = adds(tokenizer, config, vocabulary, ids.get("bos"), "add_bos_token", true);
    boolean ends = adds(tokenizer, config, vocabulary, ids.get("eos"), "add_eos_token", false);
    return new SpecialTokens(ids, begins, ends);
  }

  /** A token by its text; empty where none is named. */
  private static Optional<Integer> named(JsonNode node, String name, Vocabulary vocabulary) {
    JsonNode text = node.isObject() ? node.path("content") : node;
    if (!text.isTextual()) {
      return Optional.empty();
    }
    Optional<Integer> id = vocabulary.find(text.asText());
    if (id.isEmpty() && (name.equals("bos") || name.equals("eos"))) {
      throw new ConversionProblem(
          "%s_token is '%s', which is no token of the vocabulary\nexpected one of its tokens"
              .formatted(name, shown(text.asText())));
    }
    return id;
  }

  private static List<Integer> numbered(JsonNode document, String field, int rows) {
    List<Integer> ids = new ArrayList<>();
    JsonNode node = document.path(field);
    for (JsonNode id : node.isArray() ? node : List.of(node)) {
      if (id.isIntegralNumber() && id.canConvertToInt()) {
        if (id.asInt() >= rows) {
          throw new ConversionProblem(
              "%s is %d\nexpected a token from 0 to %d".formatted(field, id.asInt(), rows - 1));
        }
        if (id.asInt() >= 0) {
          ids.add(id.asInt());
        }
      }
    }
    return ids;
  }

  /** Chat models end an answer with other tokens too; llama.cpp has room for two of them. */
  private static void addOtherEnds(
      Map<String, Integer> ids, JsonNode network, JsonNode generation, int rows) {
    Set<Integer> others = new LinkedHashSet<>(numbered(generation, "eos_token_id", rows));
    others.addAll(numbered(network, "eos_token_id", rows));
    Integer end = ids.get("eos");
    others.removeIf(id -> id.equals(end));
    List<Integer> rest = List.copyOf(others);
    if (!rest.isEmpty()) {
      ids.put("eot", rest.getFirst());
    }
    if (rest.size() > 1) {
      ids.put("eom", rest.get(1));
    }
  }

  /** Whether each text gets a token: by the post-processor, else by tokenizer_config.json. */
  private static boolean adds(
      JsonNode tokenizer,
      JsonNode config,
      Vocabulary vocabulary,
      @Nullable Integer token,
      String field,
      boolean first) {
    if (token == null) {
      return false;
    }
    JsonNode processor = tokenizer.path("post_processor");
    for (JsonNode step :
        processor.path("type").asText("").equals("Sequence")
            ? processor.path("processors")
            : List.of(processor)) {
      if (step.path("type").asText("").equals("TemplateProcessing")) {
        JsonNode single = step.path("single");
        JsonNode edge = single.path(first ? 0 : single.size() - 1);
        return vocabulary
            .find(edge.path("SpecialToken").path("id").asText(""))
            .filter(token::equals)
            .isPresent();
      }
    }
    boolean scored = vocabulary.algorithm() instanceof Vocabulary.Algorithm.Scores;
    boolean absent = first && scored && tokenizer.isMissingNode();
    return config.path(field).asBoolean(absent);
  }

  void addTo(GgufWriter gguf) {
    ids.forEach((name, id) -> gguf.number("tokenizer.ggml." + name + "_token_id", id));
    gguf.flag("tokenizer.ggml.add_bos_token", begins);
    gguf.flag("tokenizer.ggml.add_eos_token", ends);
  }
}
