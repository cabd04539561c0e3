package org.arkwright.serve.runtime;

import java.util.List;

/**
 * The functions that an answer may call.
 *
 * @param tools at least one; those of them that may be called, when the request names one
 * @param required whether the answer has to be a call
 * @param parallel whether there may be several calls
 */
public record ToolUse(List<Tool> tools, boolean required, boolean parallel) {
  public ToolUse {
    tools = List.copyOf(tools);
  }

  /**
   * A function.
   *
   * @param parameters the JSON schema of its arguments
   * @param strict whether arguments that do not conform to it must never come
   */
  public record Tool(String name, String parameters, boolean strict) {}
}
