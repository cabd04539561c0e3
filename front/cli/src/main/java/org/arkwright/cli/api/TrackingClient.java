package org.arkwright.cli.api;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.io.InputStream;

/** The experiments and runs of one project, read from the tracking API. */
public final class TrackingClient {
  private static final int PAGE = 1_000;

  private final ApiClient api;
  private final String project;

  public TrackingClient(ApiClient api, String project) {
    this.api = api;
    this.project = project;
  }

  /** Returns the answer to a GET request. */
  public JsonNode get(String path) throws IOException {
    return api.tracking(path, project);
  }

  /** Returns the bytes of a run's file as they arrive; the caller closes the stream. */
  public InputStream open(String run, String path) throws IOException {
    return api.trackingFile(run, path, project);
  }

  /**
   * Returns what a search finds, over all its pages.
   *
   * @param query the members of the request but those of paging
   * @param member the list in the answer
   * @param limit the most entries to return
   */
  public ArrayNode search(String path, ObjectNode query, String member, int limit)
      throws IOException {
    ArrayNode found = JsonNodeFactory.instance.arrayNode();
    String token = "";
    do {
      query.put("max_results", Math.min(PAGE, limit - found.size()));
      JsonNode page = api.trackingPost(path, project, query.put("page_token", token));
      page.path(member).forEach(found::add);
      token = page.path("next_page_token").asText("");
    } while (!token.isEmpty() && found.size() < limit);
    return found;
  }
}
