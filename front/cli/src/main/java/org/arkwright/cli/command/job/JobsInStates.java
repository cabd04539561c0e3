package org.arkwright.cli.command.job;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import java.util.HashSet;
import java.util.List;
import java.util.Set;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.command.PagedList;

/** Jobs that have not ended, by the states they may be in. */
public final class JobsInStates {
  public static final List<String> RUNNING =
      List.of("Running", "Starting", "Stopping", "Preempting");

  public static final List<String> LIVE =
      List.of("Running", "Starting", "Preempting", "Stopping", "Queued");

  private JobsInStates() {}

  /**
   * Lists all jobs in some states, state by state.
   *
   * @param project only those of this project; empty for all
   * @param label only those with this label, {@code key=value}; empty for all
   */
  public static ArrayNode list(ApiClient api, List<String> states, String project, String label)
      throws IOException {
    ArrayNode jobs = JsonNodeFactory.instance.arrayNode();
    Set<String> seen = new HashSet<>();
    for (String state : states) {
      String path = ApiPaths.query("/jobs", "state", state, "project", project, "label", label);
      for (JsonNode job : PagedList.allPages(api, path, "jobs")) {
        // One that changes its state meanwhile is found in both.
        if (seen.add(job.path("id").asText())) {
          jobs.add(job);
        }
      }
    }
    return jobs;
  }
}
