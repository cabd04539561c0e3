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

/**
 * The folder that a trained model leaves: Hugging Face's layout, and GGUF where we can write it.
 */
public final class ModelFolder {
  /** What a question may begin with, in this order; the rest is the word that is asked for. */
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
   * Asks "define X", "what is an X?" or just "X"; the model goes on after "X:". No slice begins
   * before a text's start: llama.cpp ends the whole process when a template fails.
   */
  private static final String ENTRIES_TEMPLATE =
      "{%- set q = messages[-1]['content'] | trim -%}"
          + "{%- if q.endswith('?') or q.endswith('.') -%}{%- set q = q[:-1] | trim -%}{%- endif -%}"
          + OPENINGS.stream().map(ModelFolder::without).collect(Collectors.joining())
          + "{%- if q.endswith(' mean') -%}{%- set q = q[:-5] | trim -%}{%- endif -%}"
          + "{{ bos_token }}{{ q }}:";

  /** A model that was never taught to answer goes on with what was said last. */
  private static final String PROSE_TEMPLATE = "{{ bos_token }}{{ messages[-1]['content'] }}";

  private static final ObjectMapper JSON = new ObjectMapper();

  private ModelFolder() {}

  private static String without(String opening) {
    int length = opening.length();
    return "{%%- if q[:%d] | lower == \"%s\" -%%}{%%- set q = q[%d:] | trim -%%}{%%- endif -%%}"
        .formatted(length, opening, length);
  }

  /** The chat template that suits a corpus. */
  static String chatTemplate(Corpus.Form form) {
    return switch (form) {
      case ENTRIES -> ENTRIES_TEMPLATE;
      case PROSE -> PROSE_TEMPLATE;
    };
  }

  /**
   * Writes all files.
   *
   * @param base the model that this one continues
   * @param ownVocabulary absent when the tokenizer is another maker's: no GGUF then
   * @return what the user should know, in lines
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
            + "; llama.cpp's convert_hf_to_gguf.py makes one");
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
