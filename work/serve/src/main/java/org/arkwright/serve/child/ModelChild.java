package org.arkwright.serve.child;

import java.io.IOException;
import java.io.InputStream;
import java.io.OutputStream;
import java.nio.file.Path;
import java.util.Arrays;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.ExecutorService;
import java.util.concurrent.Executors;
import org.arkwright.serve.child.Pipe.Outgoing;
import org.arkwright.serve.llama.LlamaOptions;
import org.arkwright.serve.llama.LlamaTextModel;
import org.arkwright.serve.llama.NativeSteps;
import org.arkwright.serve.runtime.Piece;
import org.arkwright.serve.runtime.PromptException;
import org.arkwright.serve.runtime.TextModel;

/**
 * The process that has a replica's model, and may die of it: {@code ModelChild RECORD MODEL.gguf}
 * and the {@link LlamaOptions#arguments}. Answers questions from its standard input on its standard
 * output, until the input ends.
 */
public final class ModelChild {
  private static final long WATCH_MILLIS = 1_000;

  private final TextModel model;
  private final NativeSteps steps;
  private final Outgoing out;
  private final Map<Long, Boolean> wanted = new ConcurrentHashMap<>();

  private ModelChild(TextModel model, NativeSteps steps, Outgoing out) {
    this.model = model;
    this.steps = steps;
    this.out = out;
  }

  public static void main(String[] arguments) throws IOException {
    OutputStream answers = System.out;
    System.setOut(System.err); // What anybody prints is no answer.
    run(
        Path.of(arguments[0]),
        steps ->
            LlamaTextModel.load(
                Path.of(arguments[1]),
                LlamaOptions.parse(List.of(arguments).subList(2, arguments.length)),
                steps),
        System.in,
        answers);
    System.exit(0); // Nobody is there any more who would wait for what runs.
  }

  /** Loads a model. */
  @FunctionalInterface
  public interface Source {
    TextModel load(NativeSteps steps) throws IOException;
  }

  /**
   * Answers until the input ends.
   *
   * @param record the file that says what native code works on
   */
  public static void run(Path record, Source source, InputStream in, OutputStream answers)
      throws IOException {
    Outgoing out = Outgoing.start(answers, "answers");
    CrashRecord steps = CrashRecord.begin(record);
    try {
      TextModel model = source.load(steps);
      out.send(
          new FromChild.Ready(
              model.contextTokens(), model.parallel(), List.copyOf(model.adapters())));
      ModelChild child = new ModelChild(model, steps, out);
      ExecutorService threads =
          Executors.newCachedThreadPool(Thread.ofPlatform().daemon().name("ask-", 0).factory());
      Thread.ofPlatform().name("watch").daemon().start(child::watch);
      Pipe.read(in, ToChild.class, ask -> child.take(ask, threads), _ -> {});
    } catch (IOException | RuntimeException e) {
      out.send(new FromChild.NotLoaded(String.valueOf(e.getMessage())));
      Pipe.read(in, ToChild.class, _ -> {}, _ -> {}); // Until it was heard.
    }
  }

  private void watch() {
    Optional<String> problem = Optional.empty();
    try {
      while (problem.isEmpty()) {
        Thread.sleep(WATCH_MILLIS);
        problem = model.problem();
      }
      out.send(new FromChild.Stuck(problem.get()));
    } catch (InterruptedException _) {
      // Nobody wants to know any more.
    }
  }

  private void take(ToChild ask, ExecutorService threads) {
    if (ask instanceof ToChild.Leave(long id)) {
      wanted.computeIfPresent(id, (_, _) -> false);
      return;
    }
    if (ask instanceof ToChild.Generate) {
      wanted.put(ask.id(), true); // Before the next question, which may take it back.
    }
    threads.execute(() -> ScopedValue.where(NativeSteps.REQUEST, ask.id()).run(() -> answer(ask)));
  }

  private void answer(ToChild ask) {
    long id = ask.id();
    try {
      switch (ask) {
        case ToChild.Prepare(_, var prompt) -> {
          try (var _ = steps.alone(id)) {
            int[] tokens = model.prepare(prompt).ids();
            out.send(new FromChild.Prepared(id, Arrays.stream(tokens).boxed().toList()));
          }
        }
        case ToChild.Require(_, var generation) -> {
          try (var _ = steps.alone(id)) {
            model.require(generation);
            out.send(new FromChild.Able(id));
          }
        }
        case ToChild.Generate(_, List<Integer> prompt, String adapter, var generation) -> {
          int[] tokens = prompt.stream().mapToInt(Integer::intValue).toArray();
          out.send(
              new FromChild.Ended(
                  id,
                  model.generate(
                      new TextModel.Prepared(tokens, adapter), generation, listener(id))));
        }
        case ToChild.Leave _ -> {}
      }
    } catch (PromptException e) {
      out.send(new FromChild.Refused(id, e.field(), String.valueOf(e.getMessage())));
    } catch (RuntimeException | StackOverflowError e) {
      out.send(new FromChild.Failed(id, String.valueOf(e.getMessage())));
    } finally {
      wanted.remove(id);
    }
  }

  private TextModel.PieceListener listener(long id) {
    return new TextModel.PieceListener() {
      @Override
      public boolean onPiece(Piece piece) {
        out.send(new FromChild.Said(id, piece));
        return isWanted();
      }

      @Override
      public boolean isWanted() {
        return wanted.getOrDefault(id, false);
      }
    };
  }
}
