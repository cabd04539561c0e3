package org.arkwright.tracking.request;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;

/**
 * A page of results.
 *
 * @param next the offset of the next page; 0 when there is none
 */
public record Page<T>(List<T> entries, long next) {
  /**
   * Makes a page.
   *
   * @param found the entries from {@code from} on, up to one more than {@code limit}
   */
  public static <T> Page<T> of(List<T> found, long from, long limit) {
    boolean more = found.size() > limit;
    return new Page<>(more ? found.subList(0, (int) limit) : found, more ? from + limit : 0);
  }

  public ObjectNode addTokenTo(ObjectNode json) {
    if (next > 0) {
      json.put("next_page_token", Long.toString(next));
    }
    return json;
  }
}
