package org.arkwright.serve.child;

import java.io.IOException;
import java.io.OutputStream;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.nio.file.Path;
import java.util.List;
import java.util.concurrent.atomic.AtomicInteger;
import org.arkwright.serve.llama.LlamaOptions;
import org.arkwright.serve.llama.LlamaTextModel;
import org.arkwright.serve.runtime.Generation;
import org.arkwright.serve.runtime.Piece;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.TextModel;

/**
 * A real model whose process really ends, by C's {@code abort}, at what no request should be able
 * to do: a prompt with {@code ABORT} when it is read, one with the stop string {@code LATE} at its
 * third piece.
 */
public final class AbortingChild {
  private static final String LATE = "LATE";

  private AbortingChild() {}

  public static void main(String[] arguments) throws IOException {
    OutputStream answers = System.out;
    System.setOut(System.err);
    ModelChild.run(
        Path.of(arguments[0]),
        steps ->
            new Aborting(
                LlamaTextModel.load(
                    Path.of(arguments[1]),
                    LlamaOptions.of(Integer.parseInt(arguments[2]), 1, 0),
                    steps)),
        System.in,
        answers);
    System.exit(0);
  }

  /** The command line that serves a model so, to so many requests at a time. */
  public static ChildTextModel.Command command(Path model, int parallel) {
    return record ->
        ChildTextModel.java(
            List.of(
                AbortingChild.class.getName(),
                record.toString(),
                model.toString(),
                Integer.toString(parallel)));
  }

  private static void abort() {
    Linker linker = Linker.nativeLinker();
    try {
      linker
          .downcallHandle(
              linker.defaultLookup().find("abort").orElseThrow(), FunctionDescriptor.ofVoid())
          .invokeExact();
    } catch (Throwable e) {
      throw new AssertionError(e);
    }
  }

  private static final class Aborting implements TextModel {
    private final TextModel model;

    Aborting(TextModel model) {
      this.model = model;
    }

    @Override
    public int contextTokens() {
      return model.contextTokens();
    }

    @Override
    public int parallel() {
      return model.parallel();
    }

    @Override
    public Prepared prepare(Prompt prompt) {
      if (prompt.toString().contains("ABORT")) {
        abort();
      }
      return model.prepare(prompt);
    }

    @Override
    public void require(Generation generation) {
      model.require(generation);
    }

    @Override
    public Ending generate(Prepared prepared, Generation generation, PieceListener listener) {
      boolean late = generation.stops().contains(LATE);
      AtomicInteger pieces = new AtomicInteger();
      return model.generate(
          prepared,
          generation,
          new PieceListener() {
            @Override
            public boolean onPiece(Piece piece) {
              if (late && pieces.incrementAndGet() == 3) {
                abort();
              }
              return listener.onPiece(piece);
            }

            @Override
            public boolean isWanted() {
              return listener.isWanted();
            }
          });
    }

    @Override
    public void close() {
      model.close();
    }
  }
}
