package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.ThreadLocalRandom;
import org.arkwright.serve.runtime.Generation;
import org.arkwright.serve.runtime.Prompt;

/**
 * A request for text: a chat completion or a plain completion.
 *
 * @param choices the number of texts; each has its own seed, counted up from the generation's
 * @param stream whether the text is streamed
 * @param includeUsage whether a stream ends with the token usage
 */
record TextRequest(
    Prompt prompt, Generation generation, int choices, boolean stream, boolean includeUsage) {
  private static final int COMPLETION_TOKENS_DEFAULT = 16;
  private static final int CHOICES_MAX = 16;
  private static final int STOPS_MAX = 4;

  /** The fields of OpenAI's API that a plain text model does not support. */
  private static final List<String> UNSUPPORTED =
      List.of(
          "tools",
          "tool_choice",
          "functions",
          "function_call",
          "logit_bias",
          "audio",
          "prediction",
          "suffix",
          "echo",
          "best_of",
          "top_logprobs",
          "logprobs");

  static TextRequest chat(RequestFields fields) throws RequestException {
    refuseUnsupported(fields);
    Optional<Integer> completionTokensMax =
        fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
    int tokensMax =
        completionTokensMax.isPresent()
            ? completionTokensMax.get()
            : fields.integer("max_tokens", 1, Integer.MAX_VALUE).orElse(Integer.MAX_VALUE);
    return read(fields, new Prompt.Chat(messages(fields)), tokensMax);
  }

  static TextRequest completion(RequestFields fields) throws RequestException {
    refuseUnsupported(fields);
    List<String> prompts = fields.texts("prompt", 1);
    if (prompts.isEmpty()) {
      throw RequestFields.missing("prompt");
    }
    return read(
        fields,
        new Prompt.Text(prompts.getFirst()),
        fields.integer("max_tokens", 1, Integer.MAX_VALUE).orElse(COMPLETION_TOKENS_DEFAULT));
  }

  private static TextRequest read(RequestFields fields, Prompt prompt, int tokensMax)
      throws RequestException {
    int seed =
        fields
            .integer("seed", Integer.MIN_VALUE, Integer.MAX_VALUE)
            .orElseGet(() -> ThreadLocalRandom.current().nextInt(Integer.MAX_VALUE));
    Generation generation =
        new Generation(
            tokensMax,
            fields.number("temperature", 1, 0, 2),
            fields.number("top_p", 1, 0, 1),
            seed,
            fields.number("frequency_penalty", 0, -2, 2),
            fields.number("presence_penalty", 0, -2, 2),
            fields.texts("stop", STOPS_MAX),
            jsonSchema(fields));
    boolean includeUsage =
        fields.get("stream_options").map(options -> options.path("include_usage")).stream()
            .anyMatch(JsonNode::asBoolean);
    return new TextRequest(
        prompt,
        generation,
        fields.integer("n", 1, CHOICES_MAX).orElse(1),
        fields.flag("stream"),
        includeUsage);
  }

  private static void refuseUnsupported(RequestFields fields) throws RequestException {
    for (String name : UNSUPPORTED) {
      Optional<JsonNode> value = fields.get(name);
      if (value.isPresent() && !isOff(value.get())) {
        throw new RequestException(
            ApiError.unsupported(
                name, "This model's runtime does not support '%s'.".formatted(name)));
      }
    }
  }

  private static boolean isOff(JsonNode value) {
    return value.isContainerNode() ? value.isEmpty() : "false none auto".contains(value.asText());
  }

  private static Optional<String> jsonSchema(RequestFields fields) throws RequestException {
    Optional<JsonNode> format = fields.get("response_format");
    if (format.isEmpty()) {
      return Optional.empty();
    }
    String type = format.get().path("type").asText();
    return switch (type) {
      case "text" -> Optional.empty();
      case "json_object" -> Optional.of("{\"type\":\"object\"}");
      case "json_schema" -> {
        JsonNode schema = format.get().path("json_schema").path("schema");
        if (!schema.isObject()) {
          throw RequestFields.missing("response_format.json_schema.schema");
        }
        yield Optional.of(schema.toString());
      }
      default ->
          throw RequestFields.invalid(
              "response_format", format.get(), "a type of text, json_object or json_schema");
    };
  }

  private static List<Prompt.Message> messages(RequestFields fields) throws RequestException {
    JsonNode array = fields.get("messages").orElseThrow(() -> RequestFields.missing("messages"));
    if (!array.isArray() || array.isEmpty()) {
      throw RequestFields.invalid("messages", array, "an array with at least one message");
    }
    List<Prompt.Message> messages = new ArrayList<>();
    for (JsonNode message : array) {
      if (!message.path("role").isTextual()) {
        throw RequestFields.invalid("messages", message, "messages that each have a role");
      }
      messages.add(new Prompt.Message(role(message), content(message)));
    }
    return messages;
  }

  /** What templates know as system, newer clients call developer. */
  private static String role(JsonNode message) throws RequestException {
    String role = message.path("role").asText();
    return switch (role) {
      case "system", "user", "assistant", "tool" -> role;
      case "developer" -> "system";
      default ->
          throw RequestFields.invalid(
              "messages", message, "a role of system, developer, user, assistant or tool");
    };
  }

  private static String content(JsonNode message) throws RequestException {
    JsonNode content = message.path("content");
    if (content.isTextual()) {
      return content.asText();
    }
    StringBuilder text = new StringBuilder();
    for (JsonNode part : content) {
      if (!part.path("text").isTextual()) {
        throw RequestFields.invalid(
            "messages", part, "parts of type text, as this model only reads text");
      }
      text.append(part.path("text").asText());
    }
    if (!content.isArray()) {
      throw RequestFields.invalid(
          "messages", message, "a content that is a string or an array of parts");
    }
    return text.toString();
  }
}
