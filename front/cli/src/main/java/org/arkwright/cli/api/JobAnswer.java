package org.arkwright.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.time.DateTimeException;
import java.time.Instant;
import java.time.LocalDate;
import java.time.ZoneId;
import java.time.ZonedDateTime;
import java.time.format.DateTimeFormatter;
import java.util.Set;

/** A job in the server's JSON; missing members read as empty text, zero or one. */
public record JobAnswer(JsonNode json) {
  private static final DateTimeFormatter HOUR = DateTimeFormatter.ofPattern("HH:mm");
  private static final DateTimeFormatter DAY = DateTimeFormatter.ofPattern("yyyy-MM-dd HH:mm");
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

  /** Returns why the last attempt ended, and where to read on. */
  public String causeAndLog() {
    String cause = cause();
    return "%ssee `arkwright logs %s`".formatted(cause.isEmpty() ? "" : cause + "; ", id());
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

  /**
   * Returns in one line why the job waits: code, text, queue position, or what the site says in
   * whose queue it is; empty if it does not.
   */
  public String waitReason() {
    if (json.has("atSite")) {
      return atSite();
    }
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

  /** What its site says, such as {@code at hpc: Priority, starts about 14:20}. */
  private String atSite() {
    JsonNode told = json.path("atSite");
    String line = joined(": ", "at " + told.path("site").asText(), told.path("reason").asText(""));
    return joined(", ", line, start(told.path("expectedStart").asText("")));
  }

  /** The local time of an expected start, with its day unless that is today. */
  private static String start(String instant) {
    try {
      ZonedDateTime at = Instant.parse(instant).atZone(ZoneId.systemDefault());
      boolean today = at.toLocalDate().equals(LocalDate.now(ZoneId.systemDefault()));
      return "starts about " + (today ? HOUR : DAY).format(at);
    } catch (DateTimeException _) {
      return "";
    }
  }

  /** Returns what of the reason to wait is worth a line when it changes. */
  String waitNews() {
    if (json.has("atSite")) {
      return atSite();
    }
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
