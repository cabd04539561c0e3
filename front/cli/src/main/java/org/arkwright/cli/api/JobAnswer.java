package org.arkwright.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** A job as the server shows it; members that are missing read as empty text, zero or one. */
public record JobAnswer(JsonNode json) {
  private static final Set<String> FINAL = Set.of("Succeeded", "Failed", "Cancelled");

  public String id() {
    return text("id");
  }

  public String name() {
    return text("name");
  }

  public String state() {
    return text("state");
  }

  /** Whether nothing will change any more. */
  public boolean isFinal() {
    return FINAL.contains(state());
  }

  public boolean isQueued() {
    return state().equals("Queued");
  }

  public int ranks() {
    return json.path("ranks").asInt(1);
  }

  /** How many attempts have started; the last one's number. */
  public int attempts() {
    JsonNode attempts = json.path("attempts");
    return attempts.isArray() ? attempts.size() : attempts.asInt(0);
  }

  /**
   * What {@code run} and {@code wait} end with: the job's own code, or 1 where a failure has none.
   */
  public int exitCode() {
    JsonNode code = json.path("exitCode");
    return code.isNumber() ? code.asInt() : state().equals("Succeeded") ? 0 : 1;
  }

  /** Why the last attempt ended as it did; empty when there is nothing to tell. */
  public String cause() {
    JsonNode cause = json.path("cause");
    return cause.isObject()
        ? cause.path("text").asText(cause.path("type").asText(""))
        : text("cause");
  }

  /** Why it waits, in one line: code, sentence, place in the queue; empty when it does not wait. */
  public String waiting() {
    JsonNode reason = json.path("reason");
    String line = joined(": ", reason.path("code").asText(""), reason.path("text").asText(""));
    long position = reason.path("position").asLong(0);
    return position > 0 && reason.path("queued").asLong(0) > 1
        ? line + " (%d of %d in the queue)".formatted(position, reason.path("queued").asLong())
        : line;
  }

  /** A member as text; empty where it is missing or null. */
  public String text(String member) {
    return json.path(member).asText("").replaceFirst("^null$", "");
  }

  private static String joined(String separator, String first, String second) {
    return first.isEmpty() || second.isEmpty() ? first + second : first + separator + second;
  }
}
