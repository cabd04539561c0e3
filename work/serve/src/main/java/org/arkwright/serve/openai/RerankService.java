package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.List;
import java.util.UUID;
import java.util.stream.IntStream;
import org.arkwright.serve.runtime.EmbeddingModel;
import org.arkwright.serve.runtime.EmbeddingModel.Encoded;

/**
 * The HTTP service that orders texts by how near their embeddings are to a query's, in the form
 * that Cohere and Jina share.
 *
 * @param name of the model
 */
record RerankService(EmbeddingModel model, String name) implements HttpService {
  private static final int DOCUMENTS_MAX = 1_000;
  private static final String EXPECTED =
      "an array of 1 to %d texts, or of objects with a text each".formatted(DOCUMENTS_MAX);

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request.aggregate().thenApplyAsync(this::answer, context.blockingTaskExecutor()));
  }

  private HttpResponse answer(AggregatedHttpRequest aggregated) {
    try {
      RequestFields fields = RequestFields.parse(aggregated.content().array());
      List<String> texts = new ArrayList<>();
      texts.add(fields.text("query"));
      texts.addAll(documents(fields));
      if (texts.contains("")) {
        throw new RequestException(
            ApiError.invalid("documents", "The query or a text in 'documents' is empty."));
      }
      int most = fields.integer("top_n", 1, Integer.MAX_VALUE).orElse(texts.size());
      boolean withTexts = fields.flag("return_documents");
      List<Encoded> encoded = model.encode(texts);
      for (int i = 0; i < encoded.size(); i++) {
        if (encoded.get(i).ids().size() > model.tokensMax()) {
          throw new RequestException(
              ApiError.tooLong(
                  i == 0 ? "query" : "documents",
                  "This model reads %d tokens, and %s has %d."
                      .formatted(
                          model.tokensMax(),
                          i == 0 ? "the query" : "document " + (i - 1),
                          encoded.get(i).ids().size())));
        }
      }
      return EmbeddedTexts.answer(
          model, encoded, vectors -> json(vectors, most, withTexts ? texts : List.of()));
    } catch (RequestException e) {
      return JsonAnswers.failure(e.error());
    }
  }

  private static List<String> documents(RequestFields fields) throws RequestException {
    JsonNode array = fields.get("documents").orElseThrow(() -> RequestFields.missing("documents"));
    if (!array.isArray() || array.isEmpty() || array.size() > DOCUMENTS_MAX) {
      throw RequestFields.invalid("documents", array, EXPECTED);
    }
    List<String> documents = new ArrayList<>();
    for (JsonNode document : array) {
      JsonNode text = document.isObject() ? document.path("text") : document;
      if (!text.isTextual()) {
        throw RequestFields.invalid("documents", document, EXPECTED);
      }
      documents.add(text.asText());
    }
    return documents;
  }

  /**
   * @param texts the query and the documents where they are told again; else none
   */
  private ObjectNode json(List<float[]> vectors, int most, List<String> texts) {
    double[] scores = vectors.stream().mapToDouble(one -> dot(vectors.getFirst(), one)).toArray();
    ObjectNode json =
        JsonNodeFactory.instance
            .objectNode()
            .put("id", "rerank-" + UUID.randomUUID().toString().replace("-", ""))
            .put("model", name);
    ArrayNode results = json.putArray("results");
    IntStream.range(1, scores.length)
        .boxed()
        .sorted(Comparator.comparingDouble(i -> -scores[i]))
        .limit(most)
        .forEach(i -> {
          ObjectNode result =
              results.addObject().put("index", i - 1).put("relevance_score", scores[i]);
          if (!texts.isEmpty()) {
            result.putObject("document").put("text", texts.get(i));
          }
        });
    return json;
  }

  private static double dot(float[] one, float[] other) {
    double sum = 0;
    for (int i = 0; i < one.length; i++) {
      sum += (double) one[i] * other[i];
    }
    return sum;
  }
}
