package org.arkwright.serve.llama;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.ObjectMapper;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import org.arkwright.serve.runtime.Prompt;
import org.jspecify.annotations.Nullable;

/** JSON of requests as the maps and lists that templates read. */
final class ChatJson {
  private static final ObjectMapper JSON = new ObjectMapper();

  private ChatJson() {}

  /**
   * A function's description.
   *
   * @param json what the request has, which is JSON
   */
  static @Nullable Object read(String json) {
    try {
      return JSON.readValue(json, Object.class);
    } catch (JsonProcessingException e) {
      throw new IllegalArgumentException("is no JSON: " + e.getOriginalMessage(), e);
    }
  }

  /** A call as templates know it: the arguments are a map, or the text if they are none. */
  static Map<String, @Nullable Object> call(Prompt.Call call) {
    Map<String, @Nullable Object> function = new LinkedHashMap<>();
    function.put("name", call.name());
    function.put("arguments", arguments(call.arguments()));
    Map<String, @Nullable Object> fields = new LinkedHashMap<>();
    fields.put("id", call.id());
    fields.put("type", "function");
    fields.put("function", function);
    return fields;
  }

  static List<Map<String, @Nullable Object>> calls(List<Prompt.Call> calls) {
    return calls.stream().map(ChatJson::call).toList();
  }

  private static @Nullable Object arguments(String json) {
    try {
      JsonNode read = JSON.readTree(json);
      return read.isObject() ? JSON.convertValue(read, Object.class) : json;
    } catch (JsonProcessingException _) {
      return json;
    }
  }

  /** A text as JSON. */
  static String quoted(String text) {
    return JSON.valueToTree(text).toString();
  }
}
