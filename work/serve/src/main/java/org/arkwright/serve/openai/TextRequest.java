package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.TreeMap;
import java.util.concurrent.ThreadLocalRandom;
import org.arkwright.serve.runtime.Generation;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.ToolUse;

/**
 * A request for text: a chat completion or a plain completion.
 *
 * @param prompts one for a chat
 * @param choices the number of texts of each prompt; each has its own seed, counted up from the
 *     generation's
 * @param stream whether the text is streamed
 * @param includeUsage whether a stream ends with the token usage
 */
record TextRequest(
    List<Prompt> prompts,
    Generation generation,
    int choices,
    boolean stream,
    boolean includeUsage) {
  private static final int COMPLETION_TOKENS_DEFAULT = 16;
  private static final int CHOICES_MAX = 16;
  private static final int PROMPTS_MAX = 128;
  private static final int STOPS_MAX = 16;
  private static final int CHAT_LIKELIEST_MAX = 20;
  private static final int COMPLETION_LIKELIEST_MAX = 5;
  private static final int BIASES_MAX = 1_024;
  private static final int BIAS_MAX = 100;

  /** The fields of OpenAI's API that a plain text model does not support. */
  private static final List<String> UNSUPPORTED =
      List.of("functions", "function_call", "audio", "prediction", "suffix", "echo");

  /** The fields that only a chat has. */
  private static final List<String> OF_CHATS = List.of("tools", "tool_choice");

  TextRequest {
    prompts = List.copyOf(prompts);
  }

  static TextRequest chat(RequestFields fields) throws RequestException {
    refuse(fields, UNSUPPORTED);
    Optional<Integer> completionTokensMax =
        fields.integer("max_completion_tokens", 1, Integer.MAX_VALUE);
    int tokensMax =
        completionTokensMax.isPresent()
            ? completionTokensMax.get()
            : fields.integer("max_tokens", 1, Integer.MAX_VALUE).orElse(Integer.MAX_VALUE);
    ChatTools tools = ChatTools.read(fields);
    return read(
        fields,
        List.of(new Prompt.Chat(ChatMessages.read(fields), tools.told())),
        tokensMax,
        chatLogprobs(fields),
        tools.use());
  }

  static TextRequest completion(RequestFields fields) throws RequestException {
    refuse(fields, UNSUPPORTED);
    refuse(fields, OF_CHATS);
    return read(
        fields,
        CompletionPrompts.read(fields, PROMPTS_MAX),
        fields.integer("max_tokens", 1, Integer.MAX_VALUE).orElse(COMPLETION_TOKENS_DEFAULT),
        completionLogprobs(fields),
        Optional.empty());
  }

  private static TextRequest read(
      RequestFields fields,
      List<Prompt> prompts,
      int tokensMax,
      Optional<Integer> logprobs,
      Optional<ToolUse> tools)
      throws RequestException {
    Generation generation =
        new Generation(
            tokensMax,
            fields.number("temperature", 1, 0, 2),
            fields.number("top_p", 1, 0, 1),
            Math.max(0, fields.integer("top_k", -1, Integer.MAX_VALUE).orElse(0)),
            fields.seed("seed").orElseGet(() -> ThreadLocalRandom.current().nextLong()),
            fields.number("frequency_penalty", 0, -2, 2),
            fields.number("presence_penalty", 0, -2, 2),
            logitBias(fields),
            fields.texts("stop", STOPS_MAX).stream().filter(stop -> !stop.isEmpty()).toList(),
            jsonSchema(fields),
            logprobs,
            tools);
    boolean includeUsage =
        fields.get("stream_options").map(options -> options.path("include_usage")).stream()
            .anyMatch(JsonNode::asBoolean);
    int choices = fields.integer("n", 1, CHOICES_MAX).orElse(1);
    if (fields.integer("best_of", 1, Integer.MAX_VALUE).orElse(choices) > choices) {
      throw unsupported("best_of", "'best_of' above 'n'");
    }
    return new TextRequest(prompts, generation, choices, fields.flag("stream"), includeUsage);
  }

  private static void refuse(RequestFields fields, List<String> names) throws RequestException {
    for (String name : names) {
      Optional<JsonNode> value = fields.get(name);
      if (value.isPresent() && !isOff(value.get())) {
        throw unsupported(name, "'%s'".formatted(name));
      }
    }
  }

  private static RequestException unsupported(String name, String what) {
    return new RequestException(
        ApiError.unsupported(name, "This model's runtime does not support %s.".formatted(what)));
  }

  /** Whether a value asks for nothing. */
  private static boolean isOff(JsonNode value) {
    return value.isContainerNode()
        ? value.isEmpty()
        : List.of("", "0", "false", "none", "auto").contains(value.asText());
  }

  private static Optional<Integer> chatLogprobs(RequestFields fields) throws RequestException {
    boolean wanted = fields.get("logprobs").filter(value -> !isOff(value)).isPresent();
    if (wanted) {
      wanted = fields.flag("logprobs");
    }
    Optional<Integer> likeliest = fields.integer("top_logprobs", 0, CHAT_LIKELIEST_MAX);
    if (!wanted && likeliest.orElse(0) > 0) {
      throw new RequestException(
          ApiError.invalid(
              "top_logprobs",
              "'top_logprobs' is %d without 'logprobs', expected \"logprobs\": true with it."
                  .formatted(likeliest.orElse(0))));
    }
    return wanted ? Optional.of(likeliest.orElse(0)) : Optional.empty();
  }

  private static Optional<Integer> completionLogprobs(RequestFields fields)
      throws RequestException {
    Optional<JsonNode> value = fields.get("logprobs");
    return value.isEmpty() || isOff(value.get())
        ? Optional.empty()
        : fields.integer("logprobs", 0, COMPLETION_LIKELIEST_MAX);
  }

  private static Map<Integer, Double> logitBias(RequestFields fields) throws RequestException {
    Map<Integer, Double> biases = new TreeMap<>();
    Optional<JsonNode> value = fields.get("logit_bias");
    if (value.isEmpty()) {
      return biases;
    }
    String expected =
        "an object of at most %d token ids, each with a number from -%d to %d"
            .formatted(BIASES_MAX, BIAS_MAX, BIAS_MAX);
    if (!value.get().isObject() || value.get().size() > BIASES_MAX) {
      throw RequestFields.invalid("logit_bias", value.get(), expected);
    }
    for (Map.Entry<String, JsonNode> bias : value.get().properties()) {
      try {
        int token = Integer.parseInt(bias.getKey());
        double number = bias.getValue().isNumber() ? bias.getValue().asDouble() : Double.NaN;
        if (Math.abs(number) <= BIAS_MAX) {
          biases.put(token, number);
          continue;
        }
      } catch (NumberFormatException _) {
        // Refused with all else that is no token's bias.
      }
      throw RequestFields.invalid("logit_bias", value.get(), expected);
    }
    return biases;
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
}
