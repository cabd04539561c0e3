package org.arkwright.cli.command;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import java.io.IOException;
import org.arkwright.cli.api.Api;
import org.arkwright.cli.api.Paths;

/** Lists that the server may hand out page by page. */
final class Listing {
  private Listing() {}

  /** Every page's items: those of {@code member}, until no {@code next} page is named. */
  static ArrayNode allPages(Api api, String path, String member) throws IOException {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    String next = "";
    do {
      JsonNode answer = api.get(Paths.query(path, "page", next));
      items(answer, member).forEach(all::add);
      next = answer.path("next").asText("");
    } while (!next.isEmpty());
    return all;
  }

  /** The list in an answer: the answer itself, or its member of that name. */
  private static JsonNode items(JsonNode answer, String member) {
    return answer.isArray() ? answer : answer.path(member);
  }
}
