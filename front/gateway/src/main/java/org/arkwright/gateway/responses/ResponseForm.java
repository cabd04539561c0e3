package org.arkwright.gateway.responses;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.ByteArrayOutputStream;
import java.util.concurrent.CompletableFuture;
import org.arkwright.gateway.dialect.ChatEvents;
import org.arkwright.gateway.dialect.ChatForm;
import org.arkwright.gateway.dialect.ChatUsage;
import org.arkwright.gateway.dialect.JsonFields;
import org.jspecify.annotations.Nullable;

/** The answer to a chat as a response: whole, or as the events of a stream. */
final class ResponseForm extends ChatForm {
  private static final int NO_ITEM = -1;
  private static final int TEXT_ITEM = -2;
  private static final String IN_PROGRESS = "in_progress";
  private static final String COMPLETED = "completed";

  private final ResponseView view;
  private final @Nullable Keeper keeper;
  private final ArrayNode output = JsonFields.object().arrayNode();
  private @Nullable CompletableFuture<?> kept;
  private int sequence;

  /** What the open item is of: the index of a call, or one of the above. */
  private int open = NO_ITEM;

  private final StringBuilder written = new StringBuilder();
  private String callId = "";
  private String name = "";

  /**
   * @param keeper null where the response is not kept
   */
  ResponseForm(ResponseView view, @Nullable Keeper keeper) {
    this.view = view;
    this.keeper = keeper;
  }

  @Override
  public @Nullable CompletableFuture<?> kept() {
    return kept;
  }

  private ObjectNode ended(String finish, ChatUsage usage) {
    ObjectNode response = view.ended(finish, output, usage);
    if (keeper != null) {
      kept = keeper.keep(view.id(), view.conversation(response));
    }
    return response;
  }

  @Override
  public byte[] whole(byte[] answer) {
    JsonNode chat = JsonFields.lenient(answer);
    JsonNode choice = chat.at("/choices/0");
    String finish = finish(choice);
    JsonNode calls = choice.at("/message/tool_calls");
    String text = choice.at("/message/content").asText("");
    if (calls.isEmpty() || !(text.isEmpty() || text.equals("null"))) {
      output.add(view.message(0, text.equals("null") ? "" : text, ResponseView.status(finish)));
    }
    for (JsonNode call : calls) {
      output.add(
          view.call(
              output.size(),
              call.path("id").asText(),
              call.at("/function/name").asText(),
              call.at("/function/arguments").asText(),
              ResponseView.status(finish)));
    }
    return JsonFields.bytes(ended(finish, ChatUsage.of(chat.path("usage"))));
  }

  @Override
  protected void end(JsonNode choice, ChatUsage usage, ByteArrayOutputStream out) {
    String finish = finish(choice);
    close(ResponseView.status(finish), out);
    ObjectNode response = ended(finish, usage);
    String type = "response." + response.path("status").asText();
    ObjectNode event = event(type);
    event.set("response", response);
    ChatEvents.write(out, type, event);
  }

  private static String finish(JsonNode choice) {
    return choice.path("finish_reason").asText("stop");
  }

  private ObjectNode event(String type) {
    return JsonFields.object().put("type", type).put("sequence_number", sequence++);
  }

  @Override
  protected void fail(String message, ByteArrayOutputStream out) {
    start(out);
    ObjectNode end = event("response.failed");
    end.set("response", view.failed(message, output));
    ChatEvents.write(out, "response.failed", end);
  }

  @Override
  protected void begin(ChatUsage usage, ByteArrayOutputStream out) {
    for (String type : new String[] {"response.created", "response.in_progress"}) {
      ObjectNode event = event(type);
      event.set("response", view.begun());
      ChatEvents.write(out, type, event);
    }
  }

  @Override
  protected void text(String text, ByteArrayOutputStream out) {
    if (open != TEXT_ITEM) {
      close(COMPLETED, out);
      open = TEXT_ITEM;
      added(view.message(output.size(), "", IN_PROGRESS), out);
      ObjectNode begin = ofPart("response.content_part.added");
      begin.set("part", ResponseView.part(""));
      ChatEvents.write(out, "response.content_part.added", begin);
    }
    written.append(text);
    ObjectNode delta = ofPart("response.output_text.delta").put("delta", text);
    delta.putArray("logprobs");
    ChatEvents.write(out, "response.output_text.delta", delta);
  }

  @Override
  protected void call(JsonNode call, ByteArrayOutputStream out) {
    int index = call.path("index").asInt();
    if (open != index) {
      close(COMPLETED, out);
      open = index;
      callId = call.path("id").asText();
      name = call.at("/function/name").asText();
      added(view.call(output.size(), callId, name, "", IN_PROGRESS), out);
    }
    String arguments = call.at("/function/arguments").asText("");
    if (!arguments.isEmpty()) {
      written.append(arguments);
      ChatEvents.write(
          out,
          "response.function_call_arguments.delta",
          ofItem("response.function_call_arguments.delta").put("delta", arguments));
    }
  }

  private void added(ObjectNode item, ByteArrayOutputStream out) {
    ObjectNode event = event("response.output_item.added").put("output_index", output.size());
    event.set("item", item);
    ChatEvents.write(out, "response.output_item.added", event);
  }

  private ObjectNode ofItem(String type) {
    int index = output.size();
    return event(type)
        .put("item_id", open == TEXT_ITEM ? view.id().message(index) : view.id().call(index))
        .put("output_index", index);
  }

  private ObjectNode ofPart(String type) {
    return ofItem(type).put("content_index", 0);
  }

  /** Ends the open item, if there is one. */
  private void close(String status, ByteArrayOutputStream out) {
    if (open == NO_ITEM) {
      return;
    }
    String all = written.toString();
    ObjectNode item;
    if (open == TEXT_ITEM) {
      ObjectNode text = ofPart("response.output_text.done").put("text", all);
      text.putArray("logprobs");
      ChatEvents.write(out, "response.output_text.done", text);
      ObjectNode part = ofPart("response.content_part.done");
      part.set("part", ResponseView.part(all));
      ChatEvents.write(out, "response.content_part.done", part);
      item = view.message(output.size(), all, status);
    } else {
      ChatEvents.write(
          out,
          "response.function_call_arguments.done",
          ofItem("response.function_call_arguments.done").put("name", name).put("arguments", all));
      item = view.call(output.size(), callId, name, all, status);
    }
    ObjectNode done = event("response.output_item.done").put("output_index", output.size());
    done.set("item", item);
    ChatEvents.write(out, "response.output_item.done", done);
    output.add(item);
    written.setLength(0);
    open = NO_ITEM;
  }
}
