package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;

/** Reads lists that the server returns page by page. */
public final class PagedList {
  private PagedList() {}

  /** Returns the items of {@code member} on all pages. */
  public static ArrayNode allPages(ApiClient api, String path, String member) throws IOException {
    return pages(api, path, member, Integer.MAX_VALUE);
  }

  /** Returns the first items of {@code member}, at most {@code limit} of them. */
  public static ArrayNode pages(ApiClient api, String path, String member, int limit)
      throws IOException {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    String next = "";
    do {
      JsonNode answer = api.get(ApiPaths.query(path, "page", next));
      for (JsonNode item : items(answer, member)) {
        if (all.size() < limit) {
          all.add(item);
        }
      }
      next = answer.path("next").asText("");
    } while (!next.isEmpty() && all.size() < limit);
    return all;
  }

  /** Returns the list in an answer: the answer itself, or its member of that name. */
  private static JsonNode items(JsonNode answer, String member) {
    return answer.isArray() ? answer : answer.path(member);
  }
}
