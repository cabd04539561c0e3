package org.arkwright.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.atomic.AtomicReference;
import org.arkwright.llama.ffi.Layouts;
import org.arkwright.llama.ffi.LlamaFunctions;
import org.jspecify.annotations.Nullable;

/**
 * A text that is held to a grammar in GBNF, token by token. Not thread-safe, but for {@link
 * #close}.
 *
 * <p>Asking about one token is cheap; {@link #restrict} looks at the whole vocabulary, and costs as
 * much as a pass through a small model. So pick a token first, and restrict only if it is refused.
 */
public final class Grammar extends NativeObject {
  /** The most bytes of a grammar. */
  public static final int BYTES_MAX = 1 << 20;

  private static final int NESTING_MAX = 1_000;
  private static final long STACK_BYTES = 256L << 20;

  private final LlamaFunctions functions;
  private final Arena arena;
  private final MemorySegment one;
  private final MemorySegment array;
  private @Nullable MemorySegment all;

  private Grammar(LlamaModel model, MemorySegment pointer) {
    super(model, pointer);
    this.functions = model.functions();
    this.arena = Arena.ofAuto();
    this.one = arena.allocate(Layouts.TOKEN_DATA);
    this.array = arena.allocate(Layouts.TOKEN_DATA_ARRAY);
  }

  /**
   * Reads a grammar.
   *
   * @param root the rule to begin with
   * @throws LlamaException when it is empty or too large, or the library refuses it: a rule that
   *     does not exist, left recursion, too many repetitions
   */
  public static Grammar parse(LlamaModel model, String gbnf, String root) throws LlamaException {
    requireBounds(gbnf);
    AtomicReference<@Nullable MemorySegment> made = new AtomicReference<>();
    StringBuilder heard = new StringBuilder();
    // The library's parser and its search for left recursion go as deep as the grammar is nested.
    Thread reader =
        new Thread(
            null,
            () -> {
              LlamaLog.listen();
              try (Arena call = Arena.ofConfined()) {
                MemorySegment text = call.allocateFrom(gbnf);
                MemorySegment start = call.allocateFrom(root);
                made.set(
                    model.using(_ ->
                        model
                            .functions()
                            .samplerInitGrammar
                            .asPointer(model.vocabulary().pointer(), text, start)));
              } catch (RuntimeException e) {
                heard.append(e.getMessage());
              }
              heard.append(LlamaLog.heard());
            },
            "grammar",
            STACK_BYTES);
    reader.start();
    join(reader);
    MemorySegment pointer = made.get();
    if (pointer == null || pointer.equals(MemorySegment.NULL)) {
      throw new LlamaException("the grammar cannot be used: " + heard);
    }
    return model.using(_ -> model.own(new Grammar(model, pointer)));
  }

  private static void join(Thread thread) {
    boolean interrupted = false;
    while (true) {
      try {
        thread.join();
        break;
      } catch (InterruptedException _) {
        interrupted = true; // It ends by itself, and what it makes must not be lost.
      }
    }
    if (interrupted) {
      Thread.currentThread().interrupt();
    }
  }

  private static void requireBounds(String gbnf) throws LlamaException {
    if (gbnf.isBlank()) {
      throw new LlamaException("the grammar is empty");
    }
    if (gbnf.indexOf('\0') >= 0) {
      throw new LlamaException("the grammar has a NUL at %d".formatted(gbnf.indexOf('\0')));
    }
    int bytes = gbnf.getBytes(StandardCharsets.UTF_8).length;
    if (bytes > BYTES_MAX) {
      throw new LlamaException(
          "the grammar has %d bytes, expected at most %d".formatted(bytes, BYTES_MAX));
    }
    // Parentheses in literals are counted too: they only make the bound stricter.
    int depth = 0;
    for (int i = 0; i < gbnf.length(); i++) {
      if (gbnf.charAt(i) == '(' && ++depth > NESTING_MAX) {
        throw new LlamaException(
            "the grammar is nested deeper than %d parentheses".formatted(NESTING_MAX));
      }
      if (gbnf.charAt(i) == ')') {
        depth = Math.max(0, depth - 1);
      }
    }
  }

  /** Whether the text may go on with this token, or end with it. */
  public synchronized boolean allows(int token) {
    model().vocabulary().require(token);
    MemorySegment grammar = pointer();
    one.set(JAVA_INT, Layouts.offset(Layouts.TOKEN_DATA, "id"), token);
    one.set(JAVA_FLOAT, Layouts.offset(Layouts.TOKEN_DATA, "logit"), 0f);
    apply(grammar, one, 1);
    return one.get(JAVA_FLOAT, Layouts.offset(Layouts.TOKEN_DATA, "logit")) == 0f;
  }

  /** Goes on with a token, if it is allowed; returns whether it was. */
  public synchronized boolean accept(int token) {
    if (!allows(token)) {
      return false; // The library would end the process.
    }
    functions.samplerAccept.run(pointer(), token);
    return true;
  }

  /** Sets the logits of all tokens that are not allowed to negative infinity. */
  public synchronized void restrict(float[] logits) {
    MemorySegment grammar = pointer();
    int size = model().vocabulary().size();
    if (logits.length != size) {
      throw new IllegalArgumentException(
          "there are %d logits, expected %d".formatted(logits.length, size));
    }
    MemorySegment candidates = all;
    if (candidates == null) {
      candidates = arena.allocate(Layouts.TOKEN_DATA, size);
      all = candidates;
    }
    long stride = Layouts.TOKEN_DATA.byteSize();
    long logit = Layouts.offset(Layouts.TOKEN_DATA, "logit");
    for (int i = 0; i < size; i++) {
      candidates.set(JAVA_INT, i * stride, i);
      candidates.set(JAVA_FLOAT, i * stride + logit, logits[i]);
    }
    apply(grammar, candidates, size);
    for (int i = 0; i < size; i++) {
      logits[i] = candidates.get(JAVA_FLOAT, i * stride + logit);
    }
  }

  private void apply(MemorySegment grammar, MemorySegment candidates, int size) {
    array.set(ADDRESS, Layouts.offset(Layouts.TOKEN_DATA_ARRAY, "data"), candidates);
    array.set(JAVA_LONG, Layouts.offset(Layouts.TOKEN_DATA_ARRAY, "size"), size);
    array.set(JAVA_LONG, Layouts.offset(Layouts.TOKEN_DATA_ARRAY, "selected"), -1);
    array.set(JAVA_BOOLEAN, Layouts.offset(Layouts.TOKEN_DATA_ARRAY, "sorted"), false);
    functions.samplerApply.run(grammar, array);
  }

  /** Begins anew. */
  public synchronized void reset() {
    functions.samplerReset.run(pointer());
  }

  @Override
  void free(MemorySegment object) {
    functions.samplerFree.run(object);
  }
}
