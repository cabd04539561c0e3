package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import org.arkwright.cli.api.ApiClient;
import org.arkwright.cli.api.ApiPaths;

/** Lists that the server may hand out page by page. */
public final class PagedList {
  private PagedList() {}

  /** Every page's items: those of {@code member}, until no {@code next} page is named. */
  public static ArrayNode allPages(ApiClient api, String path, String member) throws IOException {
    return pages(api, path, member, Integer.MAX_VALUE);
  }

  /** The items of the first pages, at most so many. */
  public static ArrayNode pages(ApiClient api, String path, String member, int most)
      throws IOException {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    String next = "";
    do {
      JsonNode answer = api.get(ApiPaths.query(path, "page", next));
      for (JsonNode item : items(answer, member)) {
        if (all.size() < most) {
          all.add(item);
        }
      }
      next = answer.path("next").asText("");
    } while (!next.isEmpty() && all.size() < most);
    return all;
  }

  /** The list in an answer: the answer itself, or its member of that name. */
  private static JsonNode items(JsonNode answer, String member) {
    return answer.isArray() ? answer : answer.path(member);
  }
}
