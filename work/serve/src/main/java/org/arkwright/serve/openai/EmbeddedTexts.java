package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import java.util.List;
import java.util.function.Function;
import org.arkwright.serve.runtime.EmbeddingModel;
import org.arkwright.serve.runtime.EmbeddingModel.Encoded;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** Answers that are made of texts' embeddings. */
final class EmbeddedTexts {
  private static final Logger log = LoggerFactory.getLogger(EmbeddedTexts.class);

  private EmbeddedTexts() {}

  /**
   * Embeds texts and answers with what is made of it, and with how many tokens they have.
   *
   * @param json makes the answer of the texts' vectors, in their order
   */
  static HttpResponse answer(
      EmbeddingModel model, List<Encoded> texts, Function<List<float[]>, ObjectNode> json) {
    return HttpResponse.of(
        model
            .embed(texts)
            .handle((vectors, failure) -> {
              if (failure != null) {
                log.warn("Texts could not be embedded", failure);
                return JsonAnswers.failure(ApiError.internal("The model's runtime failed."));
              }
              ObjectNode answer = json.apply(vectors);
              int tokens = texts.stream().mapToInt(text -> text.ids().size()).sum();
              answer.putObject("usage").put("prompt_tokens", tokens).put("total_tokens", tokens);
              return JsonAnswers.ok(answer);
            }));
  }
}
