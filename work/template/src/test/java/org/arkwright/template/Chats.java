package org.arkwright.template;

import com.fasterxml.jackson.databind.DeserializationFeature;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.io.IOException;
import java.io.InputStream;
import java.io.UncheckedIOException;
import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import org.jspecify.annotations.Nullable;

/** The chats of {@code chats.json}, which Python and this engine render. */
final class Chats {
  private static final ObjectMapper JSON =
      new ObjectMapper().enable(DeserializationFeature.USE_BIG_INTEGER_FOR_INTS);

  private Chats() {}

  /** By name, in order. */
  static Map<String, ChatInput> all() {
    JsonNode root = json("chats.json");
    LocalDateTime now = LocalDateTime.parse(root.get("now").asText());
    Map<String, ChatInput> chats = new LinkedHashMap<>();
    for (JsonNode chat : root.get("chats")) {
      Map<String, @Nullable Object> extras = new LinkedHashMap<>(map(root.get("variables")));
      if (chat.has("extras")) {
        extras.putAll(map(chat.get("extras")));
      }
      List<@Nullable Object> tools = new ArrayList<>();
      if (chat.has("tools")) {
        chat.get("tools").forEach(name -> tools.add(value(root.get("tools").get(name.asText()))));
      }
      List<Map<String, @Nullable Object>> messages = new ArrayList<>();
      chat.get("messages").forEach(message -> messages.add(map(message)));
      List<@Nullable Object> documents = new ArrayList<>();
      if (chat.has("documents")) {
        chat.get("documents").forEach(document -> documents.add(value(document)));
      }
      chats.put(
          chat.get("name").asText(),
          new ChatInput(
              messages,
              tools.isEmpty() ? Optional.empty() : Optional.of(tools),
              documents.isEmpty() ? Optional.empty() : Optional.of(documents),
              chat.get("prompt").asBoolean(),
              extras,
              now));
    }
    return chats;
  }

  static JsonNode json(String resource) {
    try (InputStream in =
        Objects.requireNonNull(Chats.class.getResourceAsStream("/" + resource), resource)) {
      return JSON.readTree(in);
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }

  @SuppressWarnings("unchecked")
  private static Map<String, @Nullable Object> map(JsonNode node) {
    return JSON.convertValue(node, LinkedHashMap.class);
  }

  private static @Nullable Object value(JsonNode node) {
    return JSON.convertValue(node, Object.class);
  }
}
