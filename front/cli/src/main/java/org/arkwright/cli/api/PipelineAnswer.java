package org.arkwright.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.stream.Collectors;
import java.util.stream.Stream;

/** A pipeline as the server shows it. */
public record PipelineAnswer(JsonNode json) {
  private static final Set<String> ENDED = Set.of("Succeeded", "Failed", "Cancelled");
  private static final Set<String> RAN_AGAIN = Set.of("Changed", "ResultsGone");

  public String id() {
    return json.path("id").asText("");
  }

  public String name() {
    return json.path("name").asText("");
  }

  public String project() {
    return json.path("project").asText("");
  }

  public String state() {
    return json.path("state").asText("");
  }

  /** Whether it can no longer change. */
  public boolean isFinal() {
    return ENDED.contains(state());
  }

  /** Whether every step succeeded. */
  public boolean succeeded() {
    return state().equals("Succeeded");
  }

  /** Its steps, each after those that it needs. */
  public List<Step> steps() {
    Map<String, JsonNode> left = new LinkedHashMap<>();
    json.path("steps").forEach(step -> left.put(step.path("name").asText(""), step));
    Map<String, Step> done = new LinkedHashMap<>();
    while (!left.isEmpty()) {
      int before = left.size();
      left.entrySet()
          .removeIf(entry -> {
            int depth = 0;
            for (JsonNode need : entry.getValue().path("needs")) {
              Step needed = done.get(need.asText(""));
              if (needed == null) {
                return false;
              }
              depth = Math.max(depth, needed.depth() + 1);
            }
            done.put(entry.getKey(), new Step(entry.getValue(), depth));
            return true;
          });
      if (left.size() == before) {
        break; // A circle, which no server accepts.
      }
    }
    return new ArrayList<>(done.values());
  }

  /**
   * One of its steps.
   *
   * @param depth the length of the longest chain of steps before it
   */
  public record Step(JsonNode json, int depth) {
    public String name() {
      return json.path("name").asText("");
    }

    public String state() {
      return json.path("state").asText("");
    }

    /** The id of its job; empty when it has none. */
    public String job() {
      return json.path("job").asText("");
    }

    /** The state of its live job; empty when it has none. */
    public String jobState() {
      return json.path("jobState").asText("");
    }

    /** The state of its live job, which says more than that it has started; else its own. */
    public String liveState() {
      return jobState().isEmpty() ? state() : jobState();
    }

    /** Why it, or its queued job, waits; empty when neither does. */
    public String waitReason() {
      return json.path("reason").path("text").asText("");
    }

    /** Why it waits and why it ran, as far as the answer tells. */
    public String explanation() {
      return Stream.of(waitReason(), ranAnew())
          .filter(text -> !text.isEmpty())
          .collect(Collectors.joining("; "));
    }

    /** Why it ran; empty when the answer does not tell. */
    public String ranAnew() {
      String why = json.path("ranAnew").path("text").asText("");
      return why.isEmpty() ? "" : "ran anew: " + why;
    }

    /** Whether it ran although it, or something like it, ran before. */
    public boolean ranAgain() {
      return RAN_AGAIN.contains(json.path("ranAnew").path("code").asText(""));
    }

    /** Why it could not start or did not run; empty when it could and did. */
    public String why() {
      return json.path("why").asText("");
    }

    /** The versions that it made or reused, separated by commas. */
    public String outputs() {
      List<String> outputs = new ArrayList<>();
      json.path("outputs").forEach(version -> outputs.add(version.asText("")));
      return String.join(", ", outputs);
    }
  }
}
