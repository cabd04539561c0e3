package org.arkwright.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.List;
import java.util.function.UnaryOperator;
import java.util.regex.Pattern;

/**
 * The server's refusal of a request: an RFC 9457 problem, MLflow's form of the tracking API, or any
 * other error answer.
 *
 * @param status the HTTP status
 * @param kind one word for programs, such as {@code invalid} or {@code not-found}
 * @param message one sentence
 * @param expected what would have been accepted; empty if unknown
 * @param advice what to do next; empty if unknown
 * @param errors the errors in a document, if the server found several
 * @param fields the errors in a document that concern one of its fields
 */
public record ApiProblem(
    int status,
    String kind,
    String message,
    String expected,
    String advice,
    List<String> errors,
    List<FieldError> fields) {
  private static final int BAD_REQUEST = 400;
  private static final int TOO_LARGE = 413;
  private static final String TYPE_PREFIX = "urn:arkwright:problem:";

  /**
   * An error in a field.
   *
   * @param field its path, such as {@code resources.cpus}
   * @param message without a line in front
   */
  public record FieldError(String field, String message) {}

  public ApiProblem {
    errors = List.copyOf(errors);
    fields = List.copyOf(fields);
  }

  /** A problem that is none of a document. */
  public ApiProblem(
      int status,
      String kind,
      String message,
      String expected,
      String advice,
      List<String> errors) {
    this(status, kind, message, expected, advice, errors, List.of());
  }

  /** Returns the problem in other words. */
  ApiProblem saying(UnaryOperator<String> words) {
    return new ApiProblem(
        status,
        kind,
        words.apply(message),
        expected,
        advice,
        errors.stream().map(words).toList(),
        fields);
  }

  private static final Pattern SENTENCE_END = Pattern.compile("[.:!?]$");

  /** Returns the problem in an answer's body; each member may be missing. */
  static ApiProblem of(int status, JsonNode body) {
    String title = body.path("title").asText(body.path("message").asText(""));
    String detail = body.path("detail").asText("");
    String offending = body.path("offending").asText("");
    String message = detail.isEmpty() ? title : detail;
    if (!offending.isEmpty() && !message.contains(offending)) {
      message = message.isEmpty() ? "'" + offending + "'" : message + " '" + offending + "'";
    }
    JsonNode problems = body.path("problems");
    return new ApiProblem(
        status,
        kind(status, body.path("type").asText("")),
        message.isEmpty() ? "the server answered with status " + status : message,
        problems.size() > 1 ? "" : unlessIn(message, body.path("expected").asText("")),
        unlessIn(message, body.path("advice").asText("")),
        errors(message, problems),
        fields(problems));
  }

  /** Returns the message, the errors, the expected value and the advice, a line each. */
  public List<String> lines() {
    List<String> lines = new ArrayList<>();
    lines.add(message);
    lines.addAll(errors);
    if (!expected.isEmpty()) {
      lines.add("expected: " + expected);
    }
    if (!advice.isEmpty()) {
      lines.add(adviceSentence());
    }
    return lines;
  }

  /** Returns the advice with an end; empty if there is none. */
  public String adviceSentence() {
    return advice.isEmpty() || SENTENCE_END.matcher(advice).find() ? advice : advice + ".";
  }

  /** Whether the request itself was wrong, so that the same one will always be refused. */
  public boolean isWrongUse() {
    return status == BAD_REQUEST || status == TOO_LARGE;
  }

  private static String kind(int status, String type) {
    if (type.startsWith(TYPE_PREFIX)) {
      return type.substring(TYPE_PREFIX.length());
    }
    return switch (status) {
      case BAD_REQUEST -> "invalid";
      case 401 -> "unauthorized";
      case 403 -> "forbidden";
      case 404 -> "not-found";
      case 409 -> "conflict";
      case 503 -> "unavailable";
      default -> "refused";
    };
  }

  private static List<String> errors(String message, JsonNode errors) {
    List<String> lines = new ArrayList<>();
    for (JsonNode error : errors) {
      String text = error.isTextual() ? error.asText() : error.path("message").asText("");
      int line = error.path("line").asInt(0);
      String prefix = line > 0 && !text.startsWith("line ") ? "line " + line + ": " : "";
      if (!text.isEmpty() && !message.contains(text)) {
        lines.add(prefix + text);
      }
    }
    return lines;
  }

  private static List<FieldError> fields(JsonNode errors) {
    List<FieldError> fields = new ArrayList<>();
    for (JsonNode error : errors) {
      String message = error.path("message").asText("").replaceFirst("^line [0-9]+: ", "");
      if (!message.isEmpty()) {
        fields.add(new FieldError(error.path("field").asText(""), message));
      }
    }
    return fields;
  }

  private static String unlessIn(String message, String text) {
    return message.contains(text) ? "" : text;
  }
}
