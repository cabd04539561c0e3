package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.List;
import org.arkwright.serve.runtime.TextModel.Ending;
import org.arkwright.serve.runtime.TextModel.Prepared;

/**
 * The tokens of a request. A prompt counts once, however many choices continue it.
 *
 * @param cached those of the prompts that no choice had to read
 */
record TokenUsage(int prompt, int completion, int cached) {
  /**
   * Counts a request whose endings are in the order of its prompts, the choices of each together.
   */
  static TokenUsage of(List<Prepared> prompts, int choices, List<Ending> endings) {
    int cached = 0;
    for (int i = 0; i < prompts.size(); i++) {
      cached +=
          endings.subList(i * choices, (i + 1) * choices).stream()
              .mapToInt(Ending::cachedTokens)
              .min()
              .orElse(0);
    }
    return new TokenUsage(
        prompts.stream().mapToInt(Prepared::tokens).sum(),
        endings.stream().mapToInt(Ending::tokens).sum(),
        cached);
  }

  ObjectNode json() {
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("prompt_tokens", prompt)
            .put("completion_tokens", completion)
            .put("total_tokens", prompt + completion);
    json.putObject("prompt_tokens_details").put("cached_tokens", cached);
    return json;
  }
}
