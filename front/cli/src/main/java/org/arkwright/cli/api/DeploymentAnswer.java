package org.arkwright.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.function.Function;

/** A deployment in the server's JSON; missing members read as empty text or zero. */
public record DeploymentAnswer(JsonNode json) {
  public String name() {
    return text("name");
  }

  public String project() {
    return text("project");
  }

  public String state() {
    return text("state");
  }

  public int ready() {
    return json.path("ready").asInt();
  }

  public int wanted() {
    return json.path("wanted").asInt();
  }

  /** Whether the deployment is in its desired state, with no replica starting or stopping. */
  public boolean isSettled() {
    return state().equals("Ready") || state().equals("Sleeping") || state().equals("Stopped");
  }

  /** Returns the reference of the served model, or else the program of the command. */
  public String model() {
    JsonNode spec = json.path("spec");
    return spec.path("model")
        .asText(spec.path("command").path(0).asText(""))
        .replaceFirst("^model/", "");
  }

  /** Returns in one line why a replica is not ready; empty if no reason is known. */
  public String notReadyReason() {
    return notReadyReason(JobAnswer::waitReason);
  }

  /** Returns what is worth a line when it changes: neither places in the queue nor seconds. */
  public String news() {
    return "%s %d %d %s".formatted(state(), ready(), wanted(), notReadyReason(JobAnswer::waitNews));
  }

  private String notReadyReason(Function<JobAnswer, String> waits) {
    for (JsonNode replica : json.path("replicas")) {
      String trouble = trouble(replica, waits);
      if (!replica.path("ready").asBoolean() && !trouble.isEmpty()) {
        return replica.path("name").asText() + ": " + trouble;
      }
    }
    return "";
  }

  private String trouble(JsonNode replica, Function<JobAnswer, String> waits) {
    JobAnswer job = new JobAnswer(replica);
    String waiting = waits.apply(job);
    String cause = job.cause();
    return cause.isEmpty() ? (waiting.isEmpty() ? probe(replica) : waiting) : cause;
  }

  /** Returns what a replica's last probe found wrong, and what to do. */
  public String probe(JsonNode replica) {
    String found = replica.path("probe").asText("");
    if (found.contains(" is answered with ")) {
      return found + "; `deploy --health PATH` names another";
    }
    JsonNode command = json.path("spec").path("command");
    return found.startsWith("nothing listens")
            && !command.isEmpty()
            && !command.toString().contains("{port}")
        ? found + "; its command has no {port}: does it listen on $ARKWRIGHT_PORT?"
        : found;
  }

  public String text(String member) {
    return json.path(member).asText("");
  }
}
