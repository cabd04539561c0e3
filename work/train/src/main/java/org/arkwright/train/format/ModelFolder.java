package org.arkwright.train.format;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.model.Parameters;
import org.arkwright.train.text.Corpus;
import org.arkwright.train.token.BytePairVocabulary;
import org.arkwright.train.token.Tokenizer;
import org.arkwright.train.token.TokenizerJson;

/** Writes the folder of a trained model: Hugging Face's layout, and GGUF if possible. */
public final class ModelFolder {
  /** Openings to strip from a question, in this order; the rest is the word in question. */
  private static final List<String> OPENINGS =
      List.of(
          "please ",
          "tell me ",
          "define ",
          "what is ",
          "what's ",
          "what are ",
          "who is ",
          "who was ",
          "what does ",
          "the meaning of ",
          "the word ",
          "a ",
          "an ",
          "the ");

  /**
   * Converts "define X", "what is an X?" or just "X" to "X:", which the model continues. No slice
   * begins before the start of a text, because llama.cpp ends the process when a template fails.
   */
  private static final String ENTRIES_TEMPLATE =
      "{%- set q = messages[-1]['content'] | trim -%}"
          + "{%- if q.endswith('?') or q.endswith('.') -%}{%- set q = q[:-1] | trim -%}{%- endif -%}"
          + OPENINGS.stream().map(ModelFolder::strip).collect(Collectors.joining())
          + "{%- if q.endswith(' mean') -%}{%- set q = q[:-5] | trim -%}{%- endif -%}"
          + "{{ bos_token }}{{ q }}:";

  /** A model that was not trained to answer continues the last message. */
  private static final String PROSE_TEMPLATE = "{{ bos_token }}{{ messages[-1]['content'] }}";

  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelFolder() {}

  private static String strip(String opening) {
    int length = opening.length();
    return "{%%- if q[:%d] | lower == \"%s\" -%%}{%%- set q = q[%d:] | trim -%%}{%%- endif -%%}"
        .formatted(length, opening, length);
  }

  /** Returns the chat template for a form of corpus. */
  static String chatTemplate(Corpus.Form form) {
    return switch (form) {
      case ENTRIES -> ENTRIES_TEMPLATE;
      case PROSE -> PROSE_TEMPLATE;
    };
  }

  /**
   * Writes all files of the model.
   *
   * @param base the model that this one was trained further from
   * @param ownVocabulary the vocabulary, if the tokenizer is of this trainer's kind; otherwise no
   *     GGUF is written
   * @return notes for the user, one per line
   */
  public static List<String> write(
      Path folder,
      LlamaConfig config,
      Parameters parameters,
      Tokenizer tokenizer,
      Optional<BytePairVocabulary> ownVocabulary,
      Optional<BaseModel> base,
      Corpus.Form form,
      ModelCard card)
      throws IOException {
    Files.createDirectories(folder);
    String template = chatTemplate(form);
    writeJson(
        folder.resolve("config.json"),
        ConfigJson.of(config, tokenizer.beginId(), tokenizer.endId()));
    Safetensors.write(
        folder.resolve("model.safetensors"),
        parameters.layout().slots().stream()
            .map(slot ->
                new Safetensors.Source(
                    slot.name(), slot.shape(), parameters.values(), slot.offset()))
            .toList());
    writeJson(
        folder.resolve("generation_config.json"),
        JsonNodeFactory.instance
            .objectNode()
            .put("bos_token_id", tokenizer.beginId())
            .put("eos_token_id", tokenizer.endId())
            .put("max_length", config.contextLength()));
    Files.writeString(folder.resolve("README.md"), card.text(), StandardCharsets.UTF_8);
    if (ownVocabulary.isPresent()) {
      writeJson(folder.resolve("tokenizer.json"), TokenizerJson.of(ownVocabulary.get()));
      writeJson(
          folder.resolve("tokenizer_config.json"),
          tokenizerConfig(config.contextLength(), template));
      new LlamaGguf(config, parameters)
          .write(
              folder.resolve("model.gguf"),
              card.name(),
              ownVocabulary.get(),
              Optional.of(template));
      return List.of();
    }
    base.orElseThrow().copyTokenizer(folder);
    return List.of(
        "no model.gguf: the tokenizer comes from "
            + base.orElseThrow().folder()
            + "; `arkwright model convert` makes one");
  }

  private static ObjectNode tokenizerConfig(int context, String template) {
    String token = BytePairVocabulary.END_OF_TEXT;
    ObjectNode root = JsonNodeFactory.instance.objectNode();
    root.put("tokenizer_class", "PreTrainedTokenizerFast");
    root.put("bos_token", token).put("eos_token", token).put("pad_token", token);
    root.put("model_max_length", context).put("clean_up_tokenization_spaces", false);
    root.put("chat_template", template);
    return root;
  }

  private static void writeJson(Path file, JsonNode node) throws IOException {
    Files.writeString(
        file,
        JSON.writerWithDefaultPrettyPrinter().writeValueAsString(node) + "\n",
        StandardCharsets.UTF_8);
  }
}
