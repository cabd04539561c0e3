package org.arkwright.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.Set;

/** A job in the server's JSON; missing members read as empty text, zero or one. */
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

  /** Whether the job has reached a state that never changes. */
  public boolean isFinal() {
    return FINAL.contains(state());
  }

  public boolean isQueued() {
    return state().equals("Queued");
  }

  /** Whether the job waits for a time that was set after an attempt of it ended. */
  public boolean isBackingOff() {
    return isQueued() && json.path("reason").path("code").asText("").equals("BackingOff");
  }

  public int ranks() {
    return json.path("ranks").asInt(1);
  }

  /** Returns the number of attempts started, which is also the number of the latest. */
  public int attempts() {
    JsonNode attempts = json.path("attempts");
    return attempts.isArray() ? attempts.size() : attempts.asInt(0);
  }

  /**
   * Returns the exit code of {@code run} and {@code wait}: the job's, or 1 for a failure without.
   */
  public int exitCode() {
    JsonNode code = json.path("exitCode");
    return code.isNumber() ? code.asInt() : state().equals("Succeeded") ? 0 : 1;
  }

  /** Returns why the last attempt ended; empty if unknown. */
  public String cause() {
    return cause("cause");
  }

  /** Returns why the attempt before the live one ended; empty if unknown, or if none is live. */
  public String previousCause() {
    return cause("previousCause");
  }

  private String cause(String member) {
    JsonNode cause = json.path(member);
    return cause.isObject()
        ? cause.path("text").asText(cause.path("type").asText(""))
        : text(member);
  }

  /** Returns in one line why the job waits: code, text, queue position; empty if it does not. */
  public String waitReason() {
    JsonNode reason = json.path("reason");
    String line = joined(": ", reason.path("code").asText(""), reason.path("text").asText(""));
    long position = reason.path("position").asLong(0);
    return position > 0 && reason.path("queued").asLong(0) > 1
        ? line + " (%d of %d in the queue)".formatted(position, reason.path("queued").asLong())
        : line;
  }

  /**
   * Returns what is worth a line when it changes: not a place in the queue, nor the seconds until a
   * start.
   */
  public String news() {
    return String.join("\n", state(), "" + attempts(), cause(), waitNews());
  }

  /** Returns what of the reason to wait is worth a line when it changes. */
  String waitNews() {
    JsonNode reason = json.path("reason");
    String code = reason.path("code").asText("");
    return isBackingOff() ? code : joined(": ", code, reason.path("text").asText(""));
  }

  /** Returns a member as text; empty if it is missing or null. */
  public String text(String member) {
    return json.path(member).asText("").replaceFirst("^null$", "");
  }

  private static String joined(String separator, String first, String second) {
    return first.isEmpty() || second.isEmpty() ? first + second : first + separator + second;
  }
}
