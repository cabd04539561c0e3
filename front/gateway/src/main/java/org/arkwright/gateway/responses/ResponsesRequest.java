package org.arkwright.gateway.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.TreeSet;
import org.arkwright.gateway.dialect.InvalidRequestException;
import org.arkwright.gateway.dialect.JsonFields;

/**
 * A request for a response.
 *
 * @param fields as the client sent them
 * @param input its items
 * @param messages the chat, without instructions
 * @param chat what the model's server gets
 */
record ResponsesRequest(JsonFields fields, ArrayNode input, ArrayNode messages, ObjectNode chat) {
  /** Those that a model of ours may pass over, for they change no answer. */
  private static final List<String> PASSED_OVER =
      List.of(
          "user",
          "safety_identifier",
          "prompt_cache_key",
          "prompt_cache_retention",
          "service_tier",
          "stream_options",
          "max_tool_calls",
          "previous_response_id",
          "metadata",
          "store");

  private static final List<String> TOLD =
      List.of(
          "model",
          "input",
          "instructions",
          "max_output_tokens",
          "temperature",
          "top_p",
          "tools",
          "tool_choice",
          "parallel_tool_calls",
          "text",
          "stream",
          "reasoning");

  /** Those that are refused unless they ask for nothing. */
  private static final List<String> REFUSED =
      List.of(
          "background",
          "conversation",
          "prompt",
          "truncation",
          "top_logprobs",
          "include",
          "context_management");

  /** What may be asked to be included, and has nothing here that could be. */
  private static final Set<String> NOTHING = Set.of("reasoning.encrypted_content");

  /** Reads a request, whose chat may go on with one from before. */
  static ResponsesRequest read(JsonFields fields, Recalled recalled)
      throws InvalidRequestException {
    Set<String> known = new TreeSet<>(PASSED_OVER);
    known.addAll(TOLD);
    known.addAll(REFUSED);
    fields.onlyKnown(known);
    for (String name : REFUSED) {
      Optional<JsonNode> value = fields.get(name);
      if (value.isPresent() && !isNothing(value.get())) {
        throw InvalidRequestException.unsupported(name, "%s is".formatted(cut(value.get())));
      }
    }
    fields.object("metadata");
    ArrayNode input = ResponsesInput.items(fields);
    ArrayNode messages = recalled.messages();
    new ResponsesInput(recalled, messages).add(input);
    ObjectNode chat = JsonFields.object().put("model", fields.text("model"));
    ArrayNode all = chat.putArray("messages");
    fields
        .optionalText("instructions")
        .ifPresent(text -> all.addObject().put("role", "system").put("content", text));
    all.addAll(messages);
    options(fields, chat);
    ResponsesTools.read(fields, chat);
    format(fields, chat);
    return new ResponsesRequest(fields, input, messages, chat);
  }

  private static String cut(JsonNode value) {
    String text = value.toString();
    return text.length() > 60 ? text.substring(0, 60) + "…" : text;
  }

  private static boolean isNothing(JsonNode value) {
    if (value.isArray()) {
      for (JsonNode one : value) {
        if (!NOTHING.contains(one.asText())) {
          return false;
        }
      }
      return true;
    }
    return List.of("false", "disabled", "0", "").contains(value.asText()) && !value.isObject();
  }

  private static void options(JsonFields fields, ObjectNode chat) throws InvalidRequestException {
    fields.count("max_output_tokens").ifPresent(most -> chat.put("max_tokens", most));
    fields.number("temperature", 0, 2).ifPresent(value -> chat.set("temperature", value));
    fields.number("top_p", 0, 1).ifPresent(value -> chat.set("top_p", value));
    Optional<JsonFields> reasoning = fields.object("reasoning");
    if (reasoning.isPresent()) {
      reasoning
          .get()
          .optionalText("effort")
          .ifPresent(effort -> chat.put("reasoning_effort", effort));
    }
    if (fields.flag("stream", false)) {
      chat.put("stream", true).putObject("stream_options").put("include_usage", true);
    }
  }

  private static void format(JsonFields fields, ObjectNode chat) throws InvalidRequestException {
    Optional<JsonFields> text = fields.object("text");
    Optional<JsonFields> format = text.isPresent() ? text.get().object("format") : Optional.empty();
    if (format.isEmpty()) {
      return;
    }
    String type = format.get().text("type");
    switch (type) {
      case "text" -> {}
      case "json_object" -> chat.putObject("response_format").put("type", type);
      case "json_schema" -> {
        ObjectNode schema =
            chat.putObject("response_format").put("type", type).putObject("json_schema");
        schema.put("name", format.get().text("name"));
        schema.set(
            "schema",
            format
                .get()
                .object("schema")
                .orElseThrow(() -> InvalidRequestException.missing("text.format.schema"))
                .json());
        if (format.get().flag("strict", false)) {
          schema.put("strict", true);
        }
      }
      default ->
          throw InvalidRequestException.invalid(
              "text.format.type",
              format.get().json().path("type"),
              "text, json_object or json_schema");
    }
  }

  /** Whether the response is kept; OpenAI does unless it is told not to. */
  boolean store() throws InvalidRequestException {
    return fields.flag("store", true);
  }
}
