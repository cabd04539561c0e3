package org.arkwright.train.token;

import ai.djl.huggingface.tokenizers.HuggingFaceTokenizer;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.train.report.TrainingProblem;

/** The tokenizer of a folder in Hugging Face's layout, run by Hugging Face's own library. */
public final class FolderChatTokens implements ChatTokens {
  private static final ObjectMapper JSON = new ObjectMapper();

  private final HuggingFaceTokenizer tokenizer;
  private final Optional<String> template;
  private final Map<String, String> names;
  private final Set<Integer> ends;
  private final int end;

  private FolderChatTokens(
      HuggingFaceTokenizer tokenizer,
      Optional<String> template,
      Map<String, String> names,
      Set<Integer> ends,
      int end) {
    this.tokenizer = tokenizer;
    this.template = template;
    this.names = names;
    this.ends = ends;
    this.end = end;
  }

  /**
   * Opens a model's tokenizer.
   *
   * @throws TrainingProblem when nothing says which token ends a text
   * @throws IOException when the library cannot read it
   */
  public static FolderChatTokens open(Path folder) throws IOException {
    // Otherwise the library would try to download a native build.
    System.setProperty("ai.djl.offline", "true");
    HuggingFaceTokenizer tokenizer =
        HuggingFaceTokenizer.newInstance(
            folder.resolve("tokenizer.json"),
            Map.of("truncation", "false", "padding", "false", "modelMaxLength", "-1"));
    JsonNode config = json(folder.resolve("tokenizer_config.json"));
    Map<String, String> names = new LinkedHashMap<>();
    for (String name : new String[] {"bos_token", "eos_token"}) {
      JsonNode node = config.path(name);
      JsonNode text = node.isObject() ? node.path("content") : node;
      if (text.isTextual()) {
        names.put(name, text.asText());
      }
    }
    Set<Integer> ends = new TreeSet<>();
    for (String file : new String[] {"config.json", "generation_config.json"}) {
      JsonNode ids = json(folder.resolve(file)).path("eos_token_id");
      if (ids.canConvertToInt()) {
        ends.add(ids.asInt());
      }
      ids.forEach(id -> ends.add(id.asInt()));
    }
    Optional<Integer> named =
        Optional.ofNullable(names.get("eos_token"))
            .map(text -> tokenizer.encode(text, false, false).getIds())
            .filter(ids -> ids.length == 1)
            .map(ids -> Math.toIntExact(ids[0]));
    named.ifPresent(ends::add);
    int end =
        named
            .or(() -> ends.stream().findFirst())
            .orElseThrow(() ->
                new TrainingProblem(
                    "%s says of no token that it ends a text\nexpected eos_token in"
                            .formatted(folder)
                        + " tokenizer_config.json, or eos_token_id in config.json"));
    return new FolderChatTokens(tokenizer, template(folder, config), names, ends, end);
  }

  private static JsonNode json(Path file) throws IOException {
    return Files.isRegularFile(file) ? JSON.readTree(file.toFile()) : JSON.createObjectNode();
  }

  private static Optional<String> template(Path folder, JsonNode config) throws IOException {
    Path file = folder.resolve("chat_template.jinja");
    if (Files.isRegularFile(file)) {
      return Optional.of(Files.readString(file, StandardCharsets.UTF_8));
    }
    JsonNode own = config.path("chat_template");
    if (own.isTextual()) {
      return Optional.of(own.asText());
    }
    for (JsonNode each : own) {
      if (each.path("name").asText("default").equals("default")) {
        return Optional.of(each.path("template").asText(""));
      }
    }
    return Optional.empty();
  }

  @Override
  public int[] encode(String text) {
    long[] ids = tokenizer.encode(text, false, false).getIds();
    int[] tokens = new int[ids.length];
    for (int i = 0; i < ids.length; i++) {
      tokens[i] = Math.toIntExact(ids[i]);
    }
    return tokens;
  }

  @Override
  public OptionalInt begin() {
    long[] ids = tokenizer.encode("", true, false).getIds();
    return ids.length > 0 && !isEnd((int) ids[0])
        ? OptionalInt.of((int) ids[0])
        : OptionalInt.empty();
  }

  @Override
  public int end() {
    return end;
  }

  @Override
  public boolean isEnd(int token) {
    return ends.contains(token);
  }

  @Override
  public Optional<String> template() {
    return template;
  }

  @Override
  public Map<String, String> names() {
    return names;
  }

  @Override
  public void close() {
    tokenizer.close();
  }
}
