package org.arkwright.template;

import java.util.List;

/**
 * The text of a chat.
 *
 * @param generated the parts in {@code {% generation %}}, in order: what the assistant said, for a
 *     loss on answers alone. Empty for most templates, and for parts that a macro writes.
 */
public record RenderedChat(String text, List<Part> generated) {
  /**
   * A part of the text, in chars of Java.
   *
   * @param end exclusive
   */
  public record Part(int start, int end) {}
}
