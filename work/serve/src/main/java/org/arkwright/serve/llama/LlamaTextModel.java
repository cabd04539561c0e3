package org.arkwright.serve.llama;

import de.kherud.llama.InferenceParameters;
import de.kherud.llama.LlamaIterator;
import de.kherud.llama.LlamaModel;
import de.kherud.llama.LlamaOutput;
import de.kherud.llama.ModelParameters;
import de.kherud.llama.Pair;
import de.kherud.llama.args.LogFormat;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.DirectoryStream;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.stream.Collectors;
import org.arkwright.llama.GgufHeader;
import org.arkwright.serve.runtime.Generation;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.TextModel;

/**
 * A GGUF model in llama.cpp. Up to {@link #parallel()} requests share each pass through the model;
 * each has a full context of its own.
 */
public final class LlamaTextModel implements TextModel {
  private static final long CONTEXT_DEFAULT = 2048;
  private static final long CONTEXT_MAX = 8192;

  private final LlamaModel model;
  private final int contextTokens;
  private final int parallel;
  private final boolean templated;
  private final int extraTokens;

  private LlamaTextModel(
      LlamaModel model, int contextTokens, int parallel, boolean templated, int extraTokens) {
    this.model = model;
    this.contextTokens = contextTokens;
    this.parallel = parallel;
    this.templated = templated;
    this.extraTokens = extraTokens;
  }

  /**
   * Loads a model.
   *
   * @param threads the number of compute threads
   * @param contextTokens the context of each request in tokens; 0 for the model's trained context,
   *     at most 8192
   * @throws IOException when the file is not GGUF
   */
  public static LlamaTextModel load(Path file, int parallel, int threads, int contextTokens)
      throws IOException {
    GgufHeader header = GgufHeader.read(file);
    int context =
        contextTokens > 0
            ? contextTokens
            : (int) Math.min(header.contextTokens().orElse(CONTEXT_DEFAULT), CONTEXT_MAX);
    boolean templated = header.text("tokenizer.chat_template").isPresent();
    Path unpacked = Files.createTempDirectory("arkwright-llama");
    // By default the library unpacks itself to one folder for all processes, even while in use.
    System.setProperty("de.kherud.llama.tmpdir", unpacked.toString());
    // The library is verbose, and writes to the stream that is the rank's log.
    LlamaModel.setLogger(LogFormat.TEXT, (_, _) -> {});
    ModelParameters parameters =
        new ModelParameters()
            .setModel(file.toString())
            .setCtxSize(context * parallel)
            .setParallel(parallel)
            .setThreads(threads)
            .setThreadsBatch(threads)
            .enableContBatching()
            .disableContextShift()
            .disableLog();
    if (templated) {
      parameters.enableJinja();
    }
    LlamaModel model = new LlamaModel(parameters);
    remove(unpacked);
    boolean addsBeginToken = header.flag("tokenizer.ggml.add_bos_token").orElse(true);
    return new LlamaTextModel(model, context, parallel, templated, addsBeginToken ? 1 : 0);
  }

  /** Deletes the unpacked library, which remains loaded without its files. */
  private static void remove(Path unpacked) throws IOException {
    try (DirectoryStream<Path> files = Files.newDirectoryStream(unpacked)) {
      for (Path file : files) {
        Files.delete(file);
      }
    }
    Files.delete(unpacked);
  }

  @Override
  public int contextTokens() {
    return contextTokens;
  }

  @Override
  public int parallel() {
    return parallel;
  }

  @Override
  public Prepared prepare(Prompt prompt) {
    String text =
        switch (prompt) {
          case Prompt.Text(String plain) -> plain;
          case Prompt.Chat(List<Prompt.Message> messages) -> render(messages);
        };
    return new Prepared(text, model.encode(text).length + extraTokens);
  }

  /**
   * Renders a chat as text; a model without a template, trained on plain text, gets the contents.
   */
  private String render(List<Prompt.Message> messages) {
    if (!templated) {
      return messages.stream().map(Prompt.Message::content).collect(Collectors.joining("\n"));
    }
    InferenceParameters parameters = new InferenceParameters("");
    parameters.setMessages(
        null,
        messages.stream().map(message -> new Pair<>(message.role(), message.content())).toList());
    parameters.setUseChatTemplate(true);
    return model.applyTemplate(parameters);
  }

  @Override
  public Ending generate(Prepared prepared, Generation generation, PieceListener listener) {
    InferenceParameters parameters =
        new InferenceParameters(prepared.text())
            .setNPredict(Math.min(generation.tokensMax(), contextTokens - prepared.tokens()))
            .setTemperature((float) generation.temperature())
            .setTopP((float) generation.topP())
            .setSeed(generation.seed())
            .setFrequencyPenalty((float) generation.frequencyPenalty())
            .setPresencePenalty((float) generation.presencePenalty())
            .setCachePrompt(true);
    if (!generation.stops().isEmpty()) {
      parameters.setStopStrings(generation.stops().toArray(String[]::new));
    }
    generation
        .jsonSchema()
        .ifPresent(schema -> parameters.setGrammar(LlamaModel.jsonSchemaToGrammar(schema)));
    int tokensMax = Math.min(generation.tokensMax(), contextTokens - prepared.tokens());
    int tokens = 0;
    LlamaIterator pieces = model.generate(parameters).iterator();
    while (pieces.hasNext()) {
      LlamaOutput piece = pieces.next();
      if (pieces.hasNext()) {
        tokens += tokensIn(piece.text);
      }
      if (!piece.text.isEmpty() && !listener.onPiece(piece.text)) {
        // On this thread, between two pieces: the library never answers a cancelled task.
        pieces.cancel();
        return new Ending(Reason.ABANDONED, tokens);
      }
    }
    return new Ending(
        tokens >= tokensMax ? Reason.LENGTH : Reason.STOP, Math.min(tokens, tokensMax));
  }

  /**
   * Counts tokens: the library returns one piece per token, but holds back incomplete characters.
   */
  private int tokensIn(String piece) {
    return piece.getBytes(StandardCharsets.UTF_8).length == piece.length()
        ? 1
        : Math.max(1, model.encode(piece).length);
  }

  @Override
  public void close() {
    model.close();
  }
}
