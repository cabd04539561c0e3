package org.arkwright.cli.api;

import com.fasterxml.jackson.databind.JsonNode;

/** A deployment as the server shows it; members that are missing read as empty text or zero. */
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

  /** Whether it is as it is wanted, and nothing of it is on its way up or down. */
  public boolean isSettled() {
    return state().equals("Ready") || state().equals("Sleeping") || state().equals("Stopped");
  }

  /** What it serves: the model's reference, or the command's program. */
  public String model() {
    JsonNode spec = json.path("spec");
    return spec.path("model")
        .asText(spec.path("command").path(0).asText(""))
        .replaceFirst("^model/", "");
  }

  /** What keeps it from being ready, in one line; empty when nothing is known to. */
  public String trouble() {
    for (JsonNode replica : json.path("replicas")) {
      JobAnswer job = new JobAnswer(replica);
      String waiting = job.waiting();
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
