package org.arkwright.serve.openai;

import com.fasterxml.jackson.databind.JsonNode;
import com.linecorp.armeria.common.AggregatedHttpRequest;
import com.linecorp.armeria.common.HttpData;
import com.linecorp.armeria.common.HttpHeaderNames;
import com.linecorp.armeria.common.HttpHeaders;
import com.linecorp.armeria.common.HttpRequest;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpResponseWriter;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import com.linecorp.armeria.common.ResponseHeaders;
import com.linecorp.armeria.server.HttpService;
import com.linecorp.armeria.server.ServiceRequestContext;
import java.util.ArrayList;
import java.util.List;
import java.util.TreeSet;
import java.util.UUID;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.CompletionException;
import java.util.concurrent.Executor;
import java.util.concurrent.RejectedExecutionException;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.function.BooleanSupplier;
import java.util.function.Predicate;
import org.arkwright.serve.openai.TextAnswerForm.Head;
import org.arkwright.serve.runtime.Generation;
import org.arkwright.serve.runtime.ModelEndedException;
import org.arkwright.serve.runtime.Piece;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.PromptException;
import org.arkwright.serve.runtime.TextModel;
import org.arkwright.serve.runtime.TextModel.Ending;
import org.arkwright.serve.runtime.TextModel.PieceListener;
import org.arkwright.serve.runtime.TextModel.Prepared;
import org.arkwright.serve.runtime.TextModel.Reason;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;

/** The HTTP service that generates text. Each choice occupies a slot of the model meanwhile. */
final class TextService implements HttpService {
  private static final Logger log = LoggerFactory.getLogger(TextService.class);
  private static final HttpData DONE = HttpData.ofUtf8("data: [DONE]\n\n");

  /** Tells the gateway that this request alone ended the model's process: not to be sent again. */
  private static final String ENDED_MODEL = "x-arkwright-ended-model";

  private static final String TRUE = "true";
  private static final int MILLIS_PER_SECOND = 1_000;

  /** Stands between the model's name and that of an adapter. */
  private static final char ADAPTER_MARK = ':';

  private final TextModel model;
  private final String name;
  private final TextAnswerForm form;
  private final Executor slots;

  /**
   * Creates the service of one operation.
   *
   * @param slots an executor with one thread per slot of the model, which rejects what it cannot
   *     queue
   */
  TextService(TextModel model, String name, TextAnswerForm form, Executor slots) {
    this.model = model;
    this.name = name;
    this.form = form;
    this.slots = slots;
  }

  @Override
  public HttpResponse serve(ServiceRequestContext context, HttpRequest request) {
    return HttpResponse.of(
        request
            .aggregate()
            .thenApplyAsync(
                aggregated -> answer(context, aggregated), context.blockingTaskExecutor()));
  }

  private HttpResponse answer(ServiceRequestContext context, AggregatedHttpRequest aggregated) {
    try {
      RequestFields fields = RequestFields.parse(aggregated.content().array());
      TextRequest request =
          form == TextAnswerForm.CHAT ? TextRequest.chat(fields) : TextRequest.completion(fields);
      String adapter = adapter(fields);
      List<Prepared> prompts = new ArrayList<>();
      for (Prompt prompt : request.prompts()) {
        prompts.add(prepare(prompt).with(adapter));
      }
      model.require(request.generation());
      Head head =
          new Head(
              form.idPrefix + UUID.randomUUID().toString().replace("-", ""),
              System.currentTimeMillis() / MILLIS_PER_SECOND,
              adapter.isEmpty() ? name : name + ADAPTER_MARK + adapter);
      return request.stream()
          ? stream(context, head, request, prompts)
          : complete(context, head, request, prompts);
    } catch (RequestException e) {
      return JsonAnswers.failure(e.error());
    } catch (PromptException | ModelEndedException e) {
      return failed(e);
    } catch (RejectedExecutionException _) {
      return JsonAnswers.failure(ApiError.busy("Too many requests are queued at this replica."));
    }
  }

  /**
   * The adapter that a request names, as {@code NAME:ADAPTER}; empty for the model alone. Which
   * model it is has been decided by whoever sent the request here.
   */
  private String adapter(RequestFields fields) throws RequestException {
    String asked = fields.get("model").map(JsonNode::asText).orElse("");
    if (!asked.startsWith(name + ADAPTER_MARK)) {
      return "";
    }
    String adapter = asked.substring(name.length() + 1);
    if (!model.adapters().contains(adapter)) {
      throw new RequestException(
          ApiError.unknownModel(
              "The model '%s' has no adapter '%s', expected %s."
                  .formatted(
                      name,
                      adapter,
                      model.adapters().isEmpty()
                          ? "its name alone"
                          : "one of " + new TreeSet<>(model.adapters()))));
    }
    return adapter;
  }

  private Prepared prepare(Prompt prompt) throws RequestException {
    Prepared prepared = model.prepare(prompt);
    if (prepared.tokens() >= model.contextTokens()) {
      throw new RequestException(
          ApiError.tooLong(
              form == TextAnswerForm.CHAT ? "messages" : "prompt",
              "This model's context is %d tokens, and the prompt has %d."
                  .formatted(model.contextTokens(), prepared.tokens())));
    }
    return prepared;
  }

  private HttpResponse complete(
      ServiceRequestContext context, Head head, TextRequest request, List<Prepared> prompts) {
    List<GeneratedText> texts = new ArrayList<>();
    List<PieceListener> listeners = new ArrayList<>();
    for (int i = 0; i < prompts.size() * request.choices(); i++) {
      GeneratedText text = new GeneratedText();
      texts.add(text);
      listeners.add(
          listener(
              piece -> {
                text.add(piece);
                return !context.isCancelled();
              },
              () -> !context.isCancelled()));
    }
    List<CompletableFuture<Ending>> endings = generate(context, request, prompts, listeners);
    return HttpResponse.of(
        all(endings)
            .handle((all, failure) ->
                failure == null
                    ? JsonAnswers.ok(
                        form.complete(
                            head,
                            texts.stream().map(GeneratedText::take).toList(),
                            all,
                            request.generation().logprobs().isPresent(),
                            TokenUsage.of(prompts, request.choices(), all)))
                    : failed(failure)));
  }

  private HttpResponse stream(
      ServiceRequestContext context, Head head, TextRequest request, List<Prepared> prompts) {
    HttpResponseWriter response = HttpResponse.streaming();
    List<GatheredPieces> choices = new ArrayList<>();
    List<PieceListener> listeners = new ArrayList<>();
    for (int i = 0; i < prompts.size() * request.choices(); i++) {
      GatheredPieces pieces = new GatheredPieces(response, context, form, head, i);
      choices.add(pieces);
      listeners.add(listener(pieces::add, () -> response.isOpen() && !context.isCancelled()));
    }
    response.write(
        ResponseHeaders.builder(HttpStatus.OK)
            .contentType(MediaType.EVENT_STREAM)
            .set(HttpHeaderNames.CACHE_CONTROL, "no-cache")
            .build());
    if (form == TextAnswerForm.CHAT) {
      for (int i = 0; i < choices.size(); i++) {
        send(response, JsonAnswers.events(form.opening(head, i)));
      }
    }
    List<CompletableFuture<Ending>> endings = generate(context, request, prompts, listeners);
    for (int i = 0; i < endings.size(); i++) {
      GatheredPieces pieces = choices.get(i);
      endings.set(
          i,
          endings
              .get(i)
              .whenComplete((ending, _) -> {
                if (ending != null) {
                  pieces.end(ending);
                }
              }));
    }
    var _ =
        all(endings)
            .handle((all, failure) -> {
              if (failure != null) {
                send(response, JsonAnswers.events(error(failure).json()));
              } else if (request.includeUsage()) {
                TokenUsage usage = TokenUsage.of(prompts, request.choices(), all);
                send(response, JsonAnswers.events(form.usageChunk(head, usage)));
              }
              send(response, DONE);
              if (failure != null && isCulprit(failure)) {
                var _ = response.tryWrite(HttpHeaders.of(ENDED_MODEL, TRUE));
              }
              response.close();
              return response;
            });
    return response;
  }

  private static PieceListener listener(Predicate<Piece> onPiece, BooleanSupplier isWanted) {
    return new PieceListener() {
      @Override
      public boolean onPiece(Piece piece) {
        return onPiece.test(piece);
      }

      @Override
      public boolean isWanted() {
        return isWanted.getAsBoolean();
      }
    };
  }

  private static void send(HttpResponseWriter response, HttpData data) {
    var _ = response.tryWrite(data);
  }

  /**
   * Begins every choice of every prompt, in the order of the answer.
   *
   * @throws RejectedExecutionException when they are more than can wait; none goes on then
   */
  private List<CompletableFuture<Ending>> generate(
      ServiceRequestContext context,
      TextRequest request,
      List<Prepared> prompts,
      List<PieceListener> listeners) {
    AtomicBoolean refused = new AtomicBoolean();
    List<CompletableFuture<Ending>> endings = new ArrayList<>();
    try {
      for (int i = 0; i < listeners.size(); i++) {
        Prepared prompt = prompts.get(i / request.choices());
        Generation base = request.generation();
        Generation generation = base.withSeed(base.seed() + i % request.choices());
        PieceListener listener = listeners.get(i);
        endings.add(
            CompletableFuture.supplyAsync(
                () ->
                    refused.get() || context.isCancelled()
                        ? Ending.of(Reason.ABANDONED, 0, 0)
                        : model.generate(prompt, generation, listener),
                slots));
      }
      return endings;
    } catch (RejectedExecutionException e) {
      refused.set(true);
      throw e;
    }
  }

  private static CompletableFuture<List<Ending>> all(List<CompletableFuture<Ending>> endings) {
    return CompletableFuture.allOf(endings.toArray(CompletableFuture[]::new))
        .thenApply(_ -> endings.stream().map(CompletableFuture::join).toList());
  }

  static HttpResponse failed(Throwable failure) {
    HttpResponse answer = JsonAnswers.failure(error(failure));
    return isCulprit(failure)
        ? answer.mapHeaders(headers -> headers.toBuilder().set(ENDED_MODEL, TRUE).build())
        : answer;
  }

  private static boolean isCulprit(Throwable failure) {
    return cause(failure) instanceof ModelEndedException ended && ended.isCulprit();
  }

  private static Throwable cause(Throwable failure) {
    return failure instanceof CompletionException && failure.getCause() != null
        ? failure.getCause()
        : failure;
  }

  private static ApiError error(Throwable failure) {
    Throwable cause = cause(failure);
    if (cause instanceof PromptException refused) {
      return ApiError.invalid(refused.field(), String.valueOf(refused.getMessage()));
    }
    if (cause instanceof ModelEndedException ended) {
      return ApiError.ended(String.valueOf(ended.getMessage()), ended.isCulprit());
    }
    log.warn("Text generation failed", failure);
    return ApiError.internal("The model's runtime failed: " + failure.getMessage());
  }
}
