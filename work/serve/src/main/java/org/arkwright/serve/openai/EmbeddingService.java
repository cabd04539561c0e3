package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.util.Base64;
import java.util.List;
import java.util.Optional;
import org.arkwright.serve.runtime.EmbeddingModel;
import org.arkwright.serve.runtime.EmbeddingModel.Encoded;

/** The HTTP service that embeds texts. */
final class EmbeddingService implements HttpService {
  private static final int INPUTS_MAX = 2048;

  private final EmbeddingModel model;
  private final String name;

  EmbeddingService(EmbeddingModel model, String name) {
    this.model = model;
    this.name = name;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request.aggregate().thenApplyAsync(this::answer, context.blockingTaskExecutor()));
  }

  private HttpResponse answer(AggregatedHttpRequest aggregated) {
    try {
      RequestFields fields = RequestFields.parse(aggregated.content().array());
      boolean base64 = wantsBase64(fields);
      Optional<Integer> dimensions = fields.integer("dimensions", 1, Integer.MAX_VALUE);
      if (dimensions.isPresent() && dimensions.get() != model.dimensions()) {
        throw new RequestException(
            ApiError.unsupported(
                "dimensions",
                "This model's vectors have %d dimensions.".formatted(model.dimensions())));
      }
      List<Encoded> texts = model.encode(inputs(fields));
      refuseTooLong(texts);
      return EmbeddedTexts.answer(model, texts, vectors -> json(vectors, base64));
    } catch (RequestException e) {
      return JsonAnswers.failure(e.error());
    }
  }

  private static boolean wantsBase64(RequestFields fields) throws RequestException {
    String format = fields.optionalText("encoding_format").orElse("float");
    return switch (format) {
      case "float" -> false;
      case "base64" -> true;
      default ->
          throw new RequestException(
              ApiError.invalid(
                  "encoding_format",
                  "'encoding_format' is '%s', expected float or base64.".formatted(format)));
    };
  }

  private static List<String> inputs(RequestFields fields) throws RequestException {
    List<String> inputs = fields.texts("input", INPUTS_MAX);
    if (inputs.isEmpty()) {
      throw RequestFields.missing("input");
    }
    if (inputs.contains("")) {
      throw new RequestException(ApiError.invalid("input", "A text in 'input' is empty."));
    }
    return inputs;
  }

  private void refuseTooLong(List<Encoded> texts) throws RequestException {
    for (int i = 0; i < texts.size(); i++) {
      int tokens = texts.get(i).ids().size();
      if (tokens > model.tokensMax()) {
        throw new RequestException(
            ApiError.tooLong(
                "input",
                "This model reads %d tokens, and text %d has %d."
                    .formatted(model.tokensMax(), i, tokens)));
      }
    }
  }

  private ObjectNode json(List<float[]> vectors, boolean base64) {
    ObjectNode json = JsonNodeFactory.instance.objectNode().put("object", "list");
    ArrayNode data = json.putArray("data");
    for (int i = 0; i < vectors.size(); i++) {
      ObjectNode item = data.addObject().put("object", "embedding").put("index", i);
      if (base64) {
        item.put("embedding", base64(vectors.get(i)));
      } else {
        ArrayNode numbers = item.putArray("embedding");
        for (float number : vectors.get(i)) {
          numbers.add(number);
        }
      }
    }
    json.put("model", name);
    return json;
  }

  private static String base64(float[] vector) {
    ByteBuffer bytes =
        ByteBuffer.allocate(vector.length * Float.BYTES).order(ByteOrder.LITTLE_ENDIAN);
    bytes.asFloatBuffer().put(vector);
    return Base64.getEncoder().encodeToString(bytes.array());
  }
}
