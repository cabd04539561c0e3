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

  /** Every page's items: those of {@code member}, until no {@code nextPage} is named. */
  static ArrayNode allPages(Api api, String path, String member) throws IOException {
    ArrayNode all = JsonNodeFactory.instance.arrayNode();
    String page = "";
    do {
      String separator = path.contains("?") ? "&" : "?";
      JsonNode answer =
          api.get(
              page.isEmpty()
                  ? path
                  : path + separator + Paths.query("", "page", page).substring(1));
      items(answer, member).forEach(all::add);
      page = answer.path("nextPage").asText("").replaceFirst("^null$", "");
    } while (!page.isEmpty());
    return all;
  }

  /** The list in an answer: the answer itself, or its member of that name. */
  static JsonNode items(JsonNode answer, String member) {
    return answer.isArray() ? answer : answer.path(member);
  }
}
