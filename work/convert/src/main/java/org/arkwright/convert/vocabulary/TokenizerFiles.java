package org.arkwright.convert.vocabulary;

import static org.arkwright.convert.source.ConversionProblem.shown;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.List;
import java.util.Map;
import org.arkwright.convert.source.ConversionProblem;
import org.arkwright.convert.source.ModelSource;
import org.arkwright.llama.GgufWriter;

/** The tokenizer of a model, all of its files together. Immutable. */
public final class TokenizerFiles {
  private final Vocabulary vocabulary;
  private final SpecialTokens special;
  private final ChatTemplates templates;

  private TokenizerFiles(Vocabulary vocabulary, SpecialTokens special, ChatTemplates templates) {
    this.vocabulary = vocabulary;
    this.special = special;
    this.templates = templates;
  }

  /**
   * Reads the files.
   *
   * @param rows of the model's embeddings
   * @throws ConversionProblem when they are damaged, or llama.cpp would make other tokens
   */
  public static TokenizerFiles read(ModelSource source, int rows) throws IOException {
    JsonNode tokenizer = source.json("tokenizer.json");
    JsonNode config = source.json("tokenizer_config.json");
    Vocabulary vocabulary = vocabulary(source, tokenizer, config, rows);
    return new TokenizerFiles(
        vocabulary,
        SpecialTokens.read(source, tokenizer, config, vocabulary, rows),
        ChatTemplates.read(source, config));
  }

  private static Vocabulary vocabulary(
      ModelSource source, JsonNode tokenizer, JsonNode config, int rows) throws IOException {
    JsonNode model = tokenizer.path("model");
    boolean bytes = model.path("byte_fallback").asBoolean(false);
    if (source.has("tokenizer.model") && (tokenizer.isMissingNode() || bytes)) {
      return SentencePieceReader.readModel(source, tokenizer, config, rows);
    }
    if (tokenizer.isMissingNode()) {
      throw new ConversionProblem(
          "there is no tokenizer.json and no tokenizer.model\nexpected one of them");
    }
    String type = model.path("type").asText(model.has("merges") ? "BPE" : "");
    if (!type.equals("BPE") || !model.path("vocab").isObject()) {
      throw new ConversionProblem(
          "tokenizer.json is of type '%s'\nexpected BPE with a vocab".formatted(shown(type)));
    }
    return bytes
        ? SentencePieceReader.readMerges(tokenizer, config, rows)
        : BytePairReader.read(tokenizer, config, rows);
  }

  /**
   * The number of a token in a list of them.
   *
   * @throws ConversionProblem when it is none
   */
  static int id(Map.Entry<String, JsonNode> entry) {
    JsonNode id = entry.getValue();
    if (!id.isIntegralNumber() || !id.canConvertToInt() || id.asInt() < 0) {
      throw new ConversionProblem(
          "the token '%s' has the number %s\nexpected a whole number from 0"
              .formatted(shown(entry.getKey()), shown(id.toString())));
    }
    return id.asInt();
  }

  public void addTo(GgufWriter gguf) {
    vocabulary.addTo(gguf);
    special.addTo(gguf);
    templates.addTo(gguf);
  }

  /** What differs from the tokenizer as it is, a line each. */
  public List<String> notes() {
    return vocabulary.notes();
  }
}
