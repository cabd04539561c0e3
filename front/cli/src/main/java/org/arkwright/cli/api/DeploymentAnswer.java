package org.arkwright.cli.api;

import com.fasterxml.jackson.databind.JsonNode;

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
    for (JsonNode replica : json.path("replicas")) {
      JobAnswer job = new JobAnswer(replica);
      String waiting = job.waitReason();
      String cause = job.cause();
      if (!replica.path("ready").asBoolean() && !(waiting + cause).isEmpty()) {
        return replica.path("name").asText() + ": " + (cause.isEmpty() ? waiting : cause);
      }
    }
    return "";
  }

  public String text(String member) {
    return json.path(member).asText("");
  }
}
