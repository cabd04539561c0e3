package org.arkwright.convert.vocabulary;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.IOException;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.convert.source.ModelSource;
import org.arkwright.llama.GgufWriter;

/** The chat templates of a model by their names; the first that is used is "default". */
record ChatTemplates(Map<String, String> byName) {
  private static final String DEFAULT = "default";

  /** Reads chat_template.jinja, or else what tokenizer_config.json has. */
  static ChatTemplates read(ModelSource source, JsonNode config) throws IOException {
    Map<String, String> found = new LinkedHashMap<>();
    Optional<String> file = source.text("chat_template.jinja");
    JsonNode inConfig = config.path("chat_template");
    JsonNode inJson = source.json("chat_template.json").path("chat_template");
    if (file.isPresent()) {
      found.put(DEFAULT, file.get());
    } else if (inConfig.isArray()) {
      for (JsonNode each : inConfig) {
        found.put(each.path("name").asText(DEFAULT), each.path("template").asText(""));
      }
    } else if (inConfig.isTextual()) {
      found.put(DEFAULT, inConfig.asText());
    } else if (inJson.isTextual()) {
      found.put(DEFAULT, inJson.asText());
    }
    return new ChatTemplates(found);
  }

  void addTo(GgufWriter gguf) {
    List<String> others = byName.keySet().stream().filter(name -> !name.equals(DEFAULT)).toList();
    byName.forEach((name, text) ->
        gguf.text("tokenizer.chat_template" + (name.equals(DEFAULT) ? "" : "." + name), text));
    if (!others.isEmpty()) {
      gguf.texts("tokenizer.chat_templates", others);
    }
  }
}
