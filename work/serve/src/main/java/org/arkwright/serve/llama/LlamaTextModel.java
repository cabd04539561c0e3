package org.arkwright.serve.llama;

import java.io.IOException;
import java.nio.file.Path;
import java.time.Duration;
import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.Set;
import java.util.SplittableRandom;
import java.util.TreeSet;
import java.util.stream.Collectors;
import org.arkwright.llama.ContextOptions;
import org.arkwright.llama.Grammar;
import org.arkwright.llama.LlamaContext;
import org.arkwright.llama.LlamaException;
import org.arkwright.llama.LlamaModel;
import org.arkwright.llama.ModelOptions;
import org.arkwright.llama.Sampling;
import org.arkwright.llama.TokenSampler;
import org.arkwright.llama.Vocabulary;
import org.arkwright.serve.runtime.Generation;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.PromptException;
import org.arkwright.serve.runtime.TextModel;
import org.arkwright.serve.runtime.ToolUse;
import org.jspecify.annotations.Nullable;

/**
 * A GGUF model in llama.cpp. Up to {@link #parallel()} requests share each pass through the model;
 * each has a full context of its own.
 */
public final class LlamaTextModel implements TextModel {
  private static final int CONTEXT_DEFAULT = 2048;
  private static final int CONTEXT_MAX = 8192;
  private static final Duration REQUEST_MAX = Duration.ofMinutes(30);

  private final LlamaModel model;
  private final LlamaContext context;
  private final TextSlots slots;
  private final ChatText chats;
  private final int contextTokens;
  private final Set<String> adapters;
  private final Set<Integer> marks;
  private final NativeSteps steps;

  private LlamaTextModel(
      LlamaModel model,
      LlamaContext context,
      AdapterShelf adapters,
      int contextTokens,
      NativeSteps steps) {
    this.model = model;
    this.context = context;
    this.contextTokens = contextTokens;
    this.chats = ChatText.of(model);
    this.steps = steps;
    this.adapters = adapters.names();
    this.slots = new TextSlots(context, adapters, steps);
    this.marks = marks(model.vocabulary(), chats);
  }

  private static Set<Integer> marks(Vocabulary vocabulary, ChatText chats) {
    Set<Integer> marks = new TreeSet<>();
    for (String mark : chats.callForm().map(CallForm::markers).orElse(List.of())) {
      int[] tokens = vocabulary.tokenize(mark, false, true);
      if (tokens.length == 1 && vocabulary.isControl(tokens[0])) {
        marks.add(tokens[0]);
      }
    }
    return marks;
  }

  /** As {@link #load(Path, LlamaOptions, NativeSteps)}, for who lets its own process die. */
  public static LlamaTextModel load(Path file, LlamaOptions options) throws IOException {
    return load(file, options, NativeSteps.NONE);
  }

  /**
   * Loads a model.
   *
   * @param steps is told what native code works on
   * @throws IOException when the file is not GGUF, or llama.cpp refuses it or is not here
   */
  public static LlamaTextModel load(Path file, LlamaOptions options, NativeSteps steps)
      throws IOException {
    LlamaModel model =
        LlamaModel.load(file, ModelOptions.DEFAULT.withGpuLayers(options.gpuLayers()));
    try {
      int trained = model.trainedContextTokens();
      int tokens =
          options.contextTokens() > 0
              ? options.contextTokens()
              : Math.min(trained > 0 ? trained : CONTEXT_DEFAULT, CONTEXT_MAX);
      LlamaContext context =
          LlamaContext.open(
              model,
              ContextOptions.text(
                  options.parallel(), tokens, options.batchTokens(), options.threads()));
      AdapterShelf adapters =
          new AdapterShelf(model, options.adapters(), AdapterShelf.LOADED_BYTES);
      adapters.check();
      LlamaTextModel served = new LlamaTextModel(model, context, adapters, tokens, steps);
      served.slots.start();
      return served;
    } catch (IOException | RuntimeException e) {
      model.close();
      throw e;
    }
  }

  /** For tests: see {@link TextSlots#promptTokensRead}. */
  long promptTokensRead() {
    return slots.promptTokensRead();
  }

  @Override
  public int contextTokens() {
    return contextTokens;
  }

  @Override
  public int parallel() {
    return context.sequences();
  }

  @Override
  public Set<String> adapters() {
    return adapters;
  }

  @Override
  public Prepared prepare(Prompt prompt) {
    return switch (prompt) {
      case Prompt.Text(String plain) ->
          // A text may name control tokens, as templates rendered elsewhere do.
          new Prepared(model.vocabulary().tokenize(plain, true, true));
      case Prompt.Tokens(List<Integer> ids) -> {
        ids.forEach(id -> requireToken("prompt", id));
        yield new Prepared(ids.stream().mapToInt(Integer::intValue).toArray());
      }
      case Prompt.Chat chat ->
          // A template writes the begin token itself, if the model wants one.
          new Prepared(model.vocabulary().tokenize(chats.render(chat), !chats.isTemplated(), true));
    };
  }

  @Override
  public void require(Generation generation) {
    generation.logitBias().keySet().forEach(id -> requireToken("logit_bias", id));
    for (Grammar grammar : Arrays.asList(grammar(generation), calls(generation))) {
      if (grammar != null) {
        grammar.close();
      }
    }
  }

  @Override
  public Ending generate(Prepared prepared, Generation generation, PieceListener listener) {
    int[] prompt = prepared.ids();
    if (prompt.length == 0) {
      throw new PromptException("prompt", "The prompt has no token.");
    }
    Sampling sampling =
        new Sampling(
            generation.temperature(),
            generation.topP(),
            generation.topK(),
            0,
            generation.frequencyPenalty(),
            generation.presencePenalty(),
            generation.logitBias(),
            generation.seed());
    try (@Nullable Grammar grammar = grammar(generation);
        @Nullable Grammar calls = calls(generation)) {
      return slots.generate(
          new TextTask(
              NativeSteps.request(),
              prompt,
              prepared.adapter(),
              Math.min(generation.tokensMax(), contextTokens - prompt.length),
              new TokenSampler(sampling),
              grammar,
              calls,
              new AnswerPieces(
                  model.vocabulary(),
                  generation.stops(),
                  generation.logprobs(),
                  generation.tools().map(this::reader),
                  marks),
              listener,
              System.nanoTime() + REQUEST_MAX.toNanos()));
    }
  }

  private void requireToken(String field, int id) {
    int size = model.vocabulary().size();
    if (id < 0 || id >= size) {
      throw new PromptException(
          field,
          "'%s' has the token %d, and this model's are 0 to %d.".formatted(field, id, size - 1));
    }
  }

  private CallReader reader(ToolUse use) {
    Set<String> names = use.tools().stream().map(ToolUse.Tool::name).collect(Collectors.toSet());
    return new CallReader(callForm(), names, use.parallel(), new SplittableRandom());
  }

  private CallForm callForm() {
    return chats
        .callForm()
        .orElseThrow(
            () -> new PromptException("tools", "This model's function calls cannot be read here."));
  }

  private @Nullable Grammar grammar(Generation generation) {
    Optional<ToolUse> tools = generation.tools();
    Optional<String> schema = generation.jsonSchema();
    if (tools.isPresent() && (tools.get().required() || schema.isPresent())) {
      Optional<String> otherwise = tools.get().required() ? Optional.empty() : schema;
      return parsed("tools", ToolGrammar.of(callForm(), tools.get(), otherwise));
    }
    return schema.map(text -> parsed("response_format", SchemaGrammar.of(text))).orElse(null);
  }

  /** What calls are held to in an answer that need not be one. */
  private @Nullable Grammar calls(Generation generation) {
    boolean free = generation.jsonSchema().isEmpty();
    return generation
        .tools()
        .filter(use -> free && !use.required())
        .filter(use -> use.tools().stream().anyMatch(ToolUse.Tool::strict))
        .map(use -> parsed("tools", ToolGrammar.ofOne(callForm(), use)))
        .orElse(null);
  }

  private Grammar parsed(String field, String grammar) {
    try (var _ = steps.alone(NativeSteps.request())) {
      return Grammar.parse(model, grammar, "root");
    } catch (LlamaException e) {
      throw new PromptException(field, "The schema cannot be used: " + e.getMessage());
    }
  }

  @Override
  public Optional<String> problem() {
    return slots.problem();
  }

  @Override
  public void close() {
    slots.close();
    model.close();
  }
}
