package org.arkwright.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.lang.ref.Reference;
import java.util.BitSet;
import java.util.List;
import org.arkwright.llama.ffi.Layouts;
import org.arkwright.llama.ffi.LlamaFunctions;
import org.jspecify.annotations.Nullable;

/**
 * What a model remembers of sequences, and the passes that add to it. Each sequence has cells of
 * its own ({@code kv_unified=false}): greedy texts then do not depend on which others are in the
 * batch, as long as one sequence's share of it stays below 64 tokens, or at 64 and more,
 * throughout.
 *
 * <p>Threads: calls exclude one another, but for {@link #abort}. {@link #close} lets the pass in
 * progress end early.
 */
public final class LlamaContext extends NativeObject {
  /** How a pass ended. */
  public enum Outcome {
    DONE,
    /** A sequence is full; nothing of the batch was added. */
    NO_ROOM,
    /** {@link #abort} was called; of the batch, nothing or its first part was added. */
    ABORTED
  }

  /** An adapter at work, and how much of it; 1 is as it was trained. */
  public record ScaledAdapter(LoraAdapter adapter, float scale) {
    public ScaledAdapter {
      if (!Float.isFinite(scale)) {
        throw new IllegalArgumentException("the scale is %s, expected a number".formatted(scale));
      }
    }
  }

  private final LlamaFunctions functions;
  private final Arena arena;
  private final Abortion abortion;
  private final @Nullable MemorySegment memory;
  private final ContextOptions options;
  private final int sequenceTokens;
  private final int batchTokens;
  private final int vocabularySize;
  private final BitSet rows = new BitSet();
  private List<ScaledAdapter> adapters = List.of();

  private LlamaContext(
      LlamaModel model, MemorySegment pointer, Arena arena, Abortion abortion, ContextOptions o) {
    super(model, pointer);
    this.functions = model.functions();
    this.arena = arena;
    this.abortion = abortion;
    this.options = o;
    MemorySegment found = functions.memory.asPointer(pointer);
    this.memory = found.equals(MemorySegment.NULL) ? null : found;
    this.sequenceTokens = functions.contextTokensSequence.asInt(pointer);
    this.batchTokens = functions.contextBatch.asInt(pointer);
    this.vocabularySize = model.vocabulary().size();
  }

  /**
   * Makes a context.
   *
   * @throws IllegalArgumentException when the model cannot do what is asked, which would end the
   *     process
   * @throws LlamaException when there is no memory for it, or the library refuses
   */
  public static LlamaContext open(LlamaModel model, ContextOptions options) throws LlamaException {
    ContextChecks.require(model, options);
    LlamaFunctions functions = model.functions();
    Arena arena = Arena.ofAuto(); // As long as the context, which holds it.
    Abortion abortion = new Abortion();
    MemorySegment parameters = functions.contextDefaultParams.asStructure(arena);
    set(parameters, "n_ctx", options.sequences() * options.sequenceTokens());
    set(parameters, "n_batch", options.batchTokens());
    // As large as a batch: encoders end the process at anything else.
    set(parameters, "n_ubatch", options.batchTokens());
    set(parameters, "n_seq_max", options.sequences());
    set(parameters, "n_threads", options.threads());
    set(parameters, "n_threads_batch", options.threads());
    options.pooling().ifPresent(pooling -> set(parameters, "pooling_type", pooling.code()));
    parameters.set(JAVA_BOOLEAN, offset("embeddings"), options.embeddings());
    parameters.set(JAVA_BOOLEAN, offset("kv_unified"), false);
    if (options.cache() == ContextOptions.Cache.F32) {
      set(parameters, "type_k", 0); // ggml's code of F32
      set(parameters, "type_v", 0);
      set(parameters, "flash_attn_type", 0); // It would round to F16 all the same.
    }
    parameters.set(ADDRESS, offset("abort_callback"), abortion.stub(arena));
    LlamaLog.listen();
    try {
      return model.using(native_ -> {
        MemorySegment pointer = functions.initFromModel.asPointer(native_, parameters);
        if (pointer.equals(MemorySegment.NULL)) {
          throw new Refused();
        }
        return model.own(new LlamaContext(model, pointer, arena, abortion, options));
      });
    } catch (Refused _) {
      throw LlamaException.heard(
          "llama.cpp cannot make a context of %d sequences of %d tokens"
              .formatted(options.sequences(), options.sequenceTokens()));
    }
  }

  /** Carries a NULL out of a lambda. */
  private static final class Refused extends RuntimeException {
    private static final long serialVersionUID = 1;
  }

  private static long offset(String member) {
    return Layouts.offset(Layouts.CONTEXT_PARAMS, member);
  }

  private static void set(MemorySegment parameters, String member, int value) {
    parameters.set(JAVA_INT, offset(member), value);
  }

  /** The most tokens that each sequence takes: at least what was asked for. */
  public int sequenceTokens() {
    return sequenceTokens;
  }

  /** The most tokens of one batch: what was asked for, or less where contexts are smaller. */
  public int batchTokens() {
    return batchTokens;
  }

  public int sequences() {
    return options.sequences();
  }

  /**
   * Decodes a batch: its tokens are added to their sequences, and results are there for those that
   * asked for them, until the next call.
   *
   * @throws IllegalArgumentException when the batch has too many tokens, or a token or a sequence
   *     that does not exist
   * @throws LlamaException when the library refuses: positions with a gap, or an empty batch
   */
  public synchronized Outcome decode(TokenBatch batch) throws LlamaException {
    Checks.range("the batch's size", batch.size(), 1, batchTokens);
    for (int i = 0; i < batch.size(); i++) {
      Checks.range("the token", batch.token(i), 0, vocabularySize - 1);
      requireSequence(batch.sequence(i));
    }
    MemorySegment context = pointer();
    rows.clear();
    LlamaLog.listen();
    int code;
    try {
      code = functions.decode.asInt(context, batch.structure());
    } finally {
      Reference.reachabilityFence(batch); // Its structure points to memory that goes with it.
    }
    return switch (code) {
      case 0 -> {
        rows.or(batch.wanted());
        yield Outcome.DONE;
      }
      case 1 -> Outcome.NO_ROOM;
      case 2 -> {
        abortion.wanted = false;
        yield Outcome.ABORTED;
      }
      default ->
          throw LlamaException.heard("llama.cpp cannot decode the batch (%d)".formatted(code));
    };
  }

  /** Ends the pass in progress, or the next if there is none. Any thread; returns at once. */
  public void abort() {
    abortion.wanted = true;
  }

  /** Takes an {@link #abort} back that came too late to end anything. */
  public void forgetAbort() {
    abortion.wanted = false;
  }

  /** Changes the number of compute threads. */
  public synchronized void threads(int threads) {
    Checks.range("threads", threads, 1, 512);
    functions.setThreads.run(pointer(), threads, threads);
  }

  /**
   * Copies the logits after a token of the last batch.
   *
   * @param index the token's index in the batch, which asked for an output
   * @param into as long as the vocabulary
   * @throws IllegalStateException when the last batch has no output there
   */
  public synchronized void logits(int index, float[] into) {
    MemorySegment context = pointer();
    requireRow(index);
    if (into.length != vocabularySize) {
      throw new IllegalArgumentException(
          "there is room for %d logits, expected %d".formatted(into.length, vocabularySize));
    }
    copy(functions.logits.asPointer(context, index), into, "logits", index);
  }

  /** The embedding of one token of the last batch, of a context that does not pool. */
  public synchronized float[] embedding(int index) {
    MemorySegment context = pointer();
    requireRow(index);
    float[] values = new float[embeddingLength(context)];
    copy(functions.embeddings.asPointer(context, index), values, "embedding", index);
    return values;
  }

  /** The pooled embedding of a sequence of the last batch, not normalised; of RANK, its scores. */
  public synchronized float[] pooledEmbedding(int sequence) {
    requireSequence(sequence);
    MemorySegment context = pointer();
    float[] values = new float[embeddingLength(context)];
    MemorySegment found = functions.embeddingsSequence.asPointer(context, sequence);
    copy(found, values, "pooled embedding", sequence);
    return values;
  }

  private int embeddingLength(MemorySegment context) {
    boolean ranks = functions.poolingType.asInt(context) == Pooling.RANK.code();
    return ranks ? model().using(functions.modelClassifierOut::asInt) : model().embeddingLength();
  }

  private void requireRow(int index) {
    if (index < 0 || !rows.get(index)) {
      throw new IllegalStateException(
          "the last batch has no output at %d, only at %s".formatted(index, rows));
    }
  }

  private static void copy(MemorySegment from, float[] into, String what, int index) {
    if (from.equals(MemorySegment.NULL)) {
      throw new IllegalStateException("the last batch has no %s of %d".formatted(what, index));
    }
    MemorySegment.copy(
        from.reinterpret(JAVA_FLOAT.byteSize() * into.length), JAVA_FLOAT, 0, into, 0, into.length);
  }

  // --- What it remembers

  /** Forgets all sequences. */
  public synchronized void clear() {
    MemorySegment context = pointer();
    if (memory != null && !context.equals(MemorySegment.NULL)) {
      functions.memoryClear.run(memory, false);
    }
  }

  /**
   * Forgets a sequence's tokens from a position on. Returns whether it could: some architectures
   * only forget whole sequences, from 0 on.
   */
  public synchronized boolean truncate(int sequence, int position) {
    requireSequence(sequence);
    Checks.range("the position", position, 0, Integer.MAX_VALUE - 1);
    return functions.memoryRemove.asBoolean(memory(), sequence, position, -1);
  }

  /** Makes one sequence a copy of another, whatever it was before. Copies of parts do not exist. */
  public synchronized void copy(int from, int to) {
    requireSequence(from);
    requireSequence(to);
    if (from != to) {
      functions.memoryCopy.run(memory(), from, to, -1, -1);
    }
  }

  /** Forgets all sequences but one. */
  public synchronized void keepOnly(int sequence) {
    requireSequence(sequence);
    // The library's own "keep" looks at the cells that all share; here every sequence has its own.
    for (int other = 0; other < options.sequences(); other++) {
      if (other != sequence) {
        boolean _ = functions.memoryRemove.asBoolean(memory(), other, 0, -1);
      }
    }
  }

  /** The tokens of a sequence, or where its next one goes: 0 if it is empty. */
  public synchronized int length(int sequence) {
    requireSequence(sequence);
    return functions.memoryPositionMax.asInt(memory(), sequence) + 1;
  }

  /** The first position that is still known of a sequence: later than 0 with sliding windows. */
  public synchronized int firstKnown(int sequence) {
    requireSequence(sequence);
    return Math.max(0, functions.memoryPositionMin.asInt(memory(), sequence));
  }

  private MemorySegment memory() {
    MemorySegment _ = pointer();
    if (memory == null) {
      throw new IllegalStateException("this model remembers nothing between batches");
    }
    return memory;
  }

  private void requireSequence(int sequence) {
    Checks.range("the sequence", sequence, 0, options.sequences() - 1);
  }

  // --- Adapters

  /**
   * Sets the adapters of all passes from now on; of several, the effects add up. The library has
   * one set for a context, not for a sequence.
   *
   * @throws IllegalArgumentException when one is of another model
   */
  public synchronized void adapters(List<ScaledAdapter> wanted) throws LlamaException {
    MemorySegment context = pointer();
    try (Arena call = Arena.ofConfined()) {
      int count = wanted.size();
      MemorySegment pointers = call.allocate(ADDRESS, Math.max(1, count));
      MemorySegment scales = call.allocate(JAVA_FLOAT, Math.max(1, count));
      for (int i = 0; i < count; i++) {
        if (wanted.get(i).adapter().model() != model()) {
          throw new IllegalArgumentException("the adapter belongs to another model");
        }
        pointers.setAtIndex(ADDRESS, i, wanted.get(i).adapter().attach(this));
        scales.setAtIndex(JAVA_FLOAT, i, wanted.get(i).scale());
      }
      int code =
          count == 0
              ? functions.setAdaptersLora.asInt(context, MemorySegment.NULL, 0L, MemorySegment.NULL)
              : functions.setAdaptersLora.asInt(context, pointers, (long) count, scales);
      if (code != 0) {
        throw LlamaException.heard("llama.cpp cannot use the adapters (%d)".formatted(code));
      }
    }
    adapters = List.copyOf(wanted);
  }

  /** Goes on without an adapter that is being freed. */
  synchronized void detach(LoraAdapter adapter) {
    if (isClosed() || adapters.stream().noneMatch(scaled -> scaled.adapter() == adapter)) {
      return;
    }
    try {
      adapters(adapters.stream().filter(scaled -> scaled.adapter() != adapter).toList());
    } catch (LlamaException e) {
      throw new IllegalStateException(e); // Taking away needs nothing that could be missing.
    }
  }

  @Override
  void hurry() {
    abort();
  }

  @Override
  void free(MemorySegment object) {
    try {
      functions.free.run(object);
    } finally {
      Reference.reachabilityFence(arena); // The library may call back as it ends.
    }
  }

  /** The flag that the library looks at many times in each pass. */
  private static final class Abortion {
    private volatile boolean wanted;

    MemorySegment stub(Arena arena) {
      try {
        return Linker.nativeLinker()
            .upcallStub(
                MethodHandles.lookup()
                    .bind(
                        this,
                        "isWanted",
                        MethodType.methodType(boolean.class, MemorySegment.class)),
                FunctionDescriptor.of(JAVA_BOOLEAN, ADDRESS),
                arena);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    @SuppressWarnings("unused")
    private boolean isWanted(MemorySegment data) {
      return wanted;
    }
  }
}
