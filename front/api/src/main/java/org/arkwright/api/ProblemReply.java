package org.arkwright.api;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpResponse;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.util.List;
import org.arkwright.model.Refusal;
import org.arkwright.model.ShownValue;
import org.arkwright.spec.SpecProblem;

/**
 * An error response as an RFC 9457 problem.
 *
 * @param name the last part of the problem's type
 * @param offending the value at fault; empty when there is none
 * @param expected what would have been accepted; empty when nothing
 * @param advice what to do; empty for none
 * @param problems all problems of a document
 */
public record ProblemReply(
    HttpStatus status,
    String name,
    String detail,
    String offending,
    String expected,
    String advice,
    List<SpecProblem> problems) {
  private static final MediaType PROBLEM_JSON = MediaType.parse("application/problem+json");

  public ProblemReply {
    detail = ShownValue.error(ShownValue.in(detail, offending));
    offending = ShownValue.of(offending);
    problems = List.copyOf(problems);
  }

  public static ProblemReply of(HttpStatus status, String name, String detail, String advice) {
    return new ProblemReply(status, name, detail, "", "", advice, List.of());
  }

  public static ProblemReply of(Refusal refusal) {
    return new ProblemReply(
        switch (refusal.code()) {
          case INVALID -> HttpStatus.BAD_REQUEST;
          case NOT_FOUND -> HttpStatus.NOT_FOUND;
          case CONFLICT -> HttpStatus.CONFLICT;
          case IMPOSSIBLE -> HttpStatus.UNPROCESSABLE_ENTITY;
        },
        switch (refusal.code()) {
          case INVALID -> "invalid";
          case NOT_FOUND -> "not-found";
          case CONFLICT -> "conflict";
          case IMPOSSIBLE -> "impossible";
        },
        refusal.code() == Refusal.Code.NOT_FOUND
            ? "there is no '%s': expected %s".formatted(refusal.offending(), refusal.expected())
            : "'%s': expected %s".formatted(refusal.offending(), refusal.expected()),
        refusal.offending(),
        refusal.expected(),
        refusal.advice(),
        List.of());
  }

  /** Returns the problem of an invalid document or of invalid parameters. */
  public static ProblemReply of(List<SpecProblem> problems) {
    SpecProblem first = problems.getFirst();
    String more = problems.size() == 1 ? "" : " (and %d more)".formatted(problems.size() - 1);
    return new ProblemReply(
        HttpStatus.BAD_REQUEST,
        "invalid",
        first + more,
        first.value(),
        first.expected(),
        "",
        problems);
  }

  public static ProblemReply notFound(String subject, String offending) {
    return notFound(subject, offending, "");
  }

  public static ProblemReply notFound(String subject, String offending, String advice) {
    return new ProblemReply(
        HttpStatus.NOT_FOUND,
        "not-found",
        "there is no %s '%s'".formatted(subject, offending),
        offending,
        "",
        advice,
        List.of());
  }

  public HttpResponse response() {
    return HttpResponse.of(status, PROBLEM_JSON, ApiReplies.data(json()));
  }

  AggregatedHttpResponse aggregated() {
    return AggregatedHttpResponse.of(status, PROBLEM_JSON, ApiReplies.data(json()));
  }

  private ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", "urn:arkwright:problem:" + name);
    json.put("title", status.reasonPhrase());
    json.put("status", status.code());
    json.put("detail", detail);
    putUnlessEmpty(json, "offending", offending);
    putUnlessEmpty(json, "expected", expected);
    putUnlessEmpty(json, "advice", advice);
    if (!problems.isEmpty()) {
      ArrayNode list = json.putArray("problems");
      problems.forEach(problem -> list.add(json(problem)));
    }
    return json;
  }

  private static ObjectNode json(SpecProblem problem) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    if (problem.line() > 0) {
      json.put("line", problem.line()).put("column", problem.column());
    }
    json.put("field", problem.field());
    json.put("value", problem.value());
    json.put("expected", problem.expected());
    return json.put("message", problem.toString());
  }

  private static void putUnlessEmpty(ObjectNode json, String member, String text) {
    if (!text.isEmpty()) {
      json.put(member, text);
    }
  }
}
