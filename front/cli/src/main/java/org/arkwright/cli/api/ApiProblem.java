package org.arkwright.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.regex.Pattern;

/**
 * Why the server did not do it: an RFC 9457 problem, or whatever else it answered.
 *
 * @param status the HTTP status
 * @param what one sentence
 * @param expected what would have been accepted; empty when unknown
 * @param advice what to do now; empty when unknown
 * @param errors each thing wrong with a document, where the server found several
 */
public record ApiProblem(
    int status, String what, String expected, String advice, List<String> errors) {
  private static final Pattern SENTENCE_END = Pattern.compile("[.:!?]$");

  /** Reads the members of a problem, each of which may be missing. */
  static ApiProblem of(int status, JsonNode body) {
    String title = body.path("title").asText("");
    String detail = body.path("detail").asText("");
    String offending = body.path("offending").asText("");
    String what = detail.isEmpty() ? title : detail;
    if (!offending.isEmpty() && !what.contains(offending)) {
      what = what.isEmpty() ? "'" + offending + "'" : what + " '" + offending + "'";
    }
    JsonNode problems = body.path("problems");
    return new ApiProblem(
        status,
        what.isEmpty() ? "the server answered with status " + status : what,
        problems.size() > 1 ? "" : unless(what, body.path("expected").asText("")),
        unless(what, body.path("advice").asText("")),
        errors(what, problems));
  }

  /** What, expected and advice, each on its own line. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(what);
    lines.addAll(errors);
    if (!expected.isEmpty()) {
      lines.add("expected: " + expected);
    }
    if (!advice.isEmpty()) {
      lines.add(SENTENCE_END.matcher(advice).find() ? advice : advice + ".");
    }
    return lines;
  }

  private static List<String> errors(String said, JsonNode errors) {
    List<String> lines = new ArrayList<>();
    for (JsonNode error : errors) {
      String message = error.isTextual() ? error.asText() : error.path("message").asText("");
      int line = error.path("line").asInt(0);
      String placed = line > 0 && !message.startsWith("line ") ? "line " + line + ": " : "";
      if (!message.isEmpty() && !said.contains(message)) {
        lines.add(placed + message);
      }
    }
    return lines;
  }

  private static String unless(String said, String text) {
    return said.contains(text) ? "" : text;
  }
}
