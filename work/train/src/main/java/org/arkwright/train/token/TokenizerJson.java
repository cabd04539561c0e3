package org.arkwright.train.token;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.train.token.BytePairVocabulary.Merge;

/** Reads and writes vocabularies as Hugging Face's tokenizer.json. */
public final class TokenizerJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private TokenizerJson() {}

  /**
   * Returns the document; other tools that load it encode as {@link BytePairTokenizer} does, after
   * a begin token.
   */
  public static ObjectNode of(BytePairVocabulary vocabulary) {
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("version", "1.0").putNull("truncation").putNull("padding");
    ObjectNode special = root.putArray("added_tokens").addObject();
    special.put("id", 0).put("content", BytePairVocabulary.END_OF_TEXT).put("special", true);
    for (String flag : new String[] {"single_word", "lstrip", "rstrip", "normalized"}) {
      special.put(flag, false);
    }
    root.putNull("normalizer");
    byteLevel(root.putObject("pre_tokenizer")).put("use_regex", true);
    addBeginToken(root.putObject("post_processor"));
    byteLevel(root.putObject("decoder")).put("use_regex", true);
    ObjectNode model = root.putObject("model");
    model.put("type", "BPE").putNull("dropout").putNull("unk_token");
    model.putNull("continuing_subword_prefix").putNull("end_of_word_suffix");
    model.put("fuse_unk", false).put("byte_fallback", false).put("ignore_merges", false);
    ObjectNode ids = model.putObject("vocab");
    for (int id = 0; id < vocabulary.tokens().size(); id++) {
      ids.put(vocabulary.tokens().get(id), id);
    }
    var merges = model.putArray("merges");
    for (Merge merge : vocabulary.merges()) {
      merges
          .addArray()
          .add(vocabulary.tokens().get(merge.left()))
          .add(vocabulary.tokens().get(merge.right()));
    }
    return root;
  }

  private static ObjectNode byteLevel(ObjectNode node) {
    return node.put("type", "ByteLevel").put("add_prefix_space", false).put("trim_offsets", true);
  }

  private static void addBeginToken(ObjectNode node) {
    String begin = BytePairVocabulary.END_OF_TEXT;
    node.put("type", "TemplateProcessing");
    for (String template : new String[] {"single", "pair"}) {
      var pieces = node.putArray(template);
      pieces.addObject().putObject("SpecialToken").put("id", begin).put("type_id", 0);
      pieces.addObject().putObject("Sequence").put("id", "A").put("type_id", 0);
      if (template.equals("pair")) {
        pieces.addObject().putObject("Sequence").put("id", "B").put("type_id", 1);
      }
    }
    ObjectNode tokens = node.putObject("special_tokens").putObject(begin);
    tokens.put("id", begin).putArray("ids").add(0);
    tokens.putArray("tokens").add(begin);
  }

  /**
   * Reads a document written by {@link #of}; empty if the file contains another kind of tokenizer.
   *
   * @throws IOException when the file cannot be read or is not JSON
   */
  public static Optional<BytePairVocabulary> read(Path file) throws IOException {
    JsonNode root = JSON.readTree(file.toFile());
    JsonNode model = root.path("model");
    List<String> tokens = new ArrayList<>();
    for (Map.Entry<String, JsonNode> entry : model.path("vocab").properties()) {
      if (entry.getValue().asInt() != tokens.size()) {
        return Optional.empty();
      }
      tokens.add(entry.getKey());
    }
    if (tokens.isEmpty() || !tokens.getFirst().equals(BytePairVocabulary.END_OF_TEXT)) {
      return Optional.empty();
    }
    Map<String, Integer> ids = new BytePairVocabulary(tokens, List.of()).ids();
    List<Merge> merges = new ArrayList<>();
    for (JsonNode merge : model.path("merges")) {
      String left = merge.path(0).asText();
      String right = merge.path(1).asText();
      Integer leftId = ids.get(left);
      Integer rightId = ids.get(right);
      Integer result = ids.get(left + right);
      if (leftId == null || rightId == null || result == null) {
        return Optional.empty();
      }
      merges.add(new Merge(leftId, rightId, result));
    }
    BytePairVocabulary vocabulary = new BytePairVocabulary(tokens, merges);
    return root.equals(JSON.readTree(of(vocabulary).toString()))
        ? Optional.of(vocabulary)
        : Optional.empty();
  }
}
