package org.arkwright.llama;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.FunctionDescriptor;
import java.lang.foreign.Linker;
import java.lang.foreign.MemorySegment;
import java.lang.invoke.MethodHandle;
import java.lang.invoke.MethodHandles;
import java.lang.invoke.MethodType;
import java.nio.file.Path;
import java.util.List;
import java.util.NavigableMap;
import java.util.Optional;
import java.util.Set;
import java.util.TreeMap;
import java.util.concurrent.CancellationException;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.locks.ReentrantReadWriteLock;
import java.util.function.DoublePredicate;
import java.util.function.Function;
import org.arkwright.llama.ffi.Layouts;
import org.arkwright.llama.ffi.LlamaFunctions;

/**
 * A model in memory, from a GGUF file. Thread-safe. It owns its contexts, adapters and grammars:
 * {@link #close} ends them first, each as soon as its call in progress returns, and then frees the
 * weights. Closing again does nothing; any other call after it throws {@link
 * IllegalStateException}.
 */
public final class LlamaModel implements AutoCloseable {
  /** More layers, or none, end the process (LLAMA_MAX_LAYERS). */
  private static final int LAYERS_MAX = 512;

  private static final int META_TEXT_MAX = 1 << 24;

  private final LlamaFunctions functions;
  private final MemorySegment pointer;
  private final GgufHeader header;
  private final ReentrantReadWriteLock lock = new ReentrantReadWriteLock();
  private final Set<NativeObject> children = ConcurrentHashMap.newKeySet();
  private final Vocabulary vocabulary;
  private boolean closed;

  private LlamaModel(LlamaFunctions functions, MemorySegment pointer, GgufHeader header) {
    this.functions = functions;
    this.pointer = pointer;
    this.header = header;
    this.vocabulary = new Vocabulary(this, functions.modelGetVocab.asPointer(pointer));
  }

  /**
   * Loads a model.
   *
   * @throws CancellationException when the progress listener gave up
   * @throws LlamaException when the library is not here, or refuses the file; says why
   * @throws IOException when the file cannot be read, or is no GGUF model
   */
  public static LlamaModel load(Path file, ModelOptions options) throws IOException {
    LlamaFunctions functions = Llama.functions();
    GgufHeader header = GgufHeader.read(file);
    refuseUnsafe(file, header);
    LlamaLog.listen();
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment parameters = functions.modelDefaultParams.asStructure(arena);
      parameters.set(
          JAVA_INT, Layouts.offset(Layouts.MODEL_PARAMS, "n_gpu_layers"), options.gpuLayers());
      parameters.set(
          JAVA_BOOLEAN,
          Layouts.offset(Layouts.MODEL_PARAMS, "vocab_only"),
          options.vocabularyOnly());
      Progress progress = new Progress(options.progress());
      parameters.set(
          ADDRESS, Layouts.offset(Layouts.MODEL_PARAMS, "progress_callback"), progress.stub(arena));
      MemorySegment pointer =
          functions.modelLoadFromFile.asPointer(
              arena.allocateFrom(file.toAbsolutePath().toString()), parameters);
      if (pointer.equals(MemorySegment.NULL)) {
        if (progress.givenUp) {
          throw new CancellationException("loading of %s was given up".formatted(file));
        }
        throw LlamaException.heard("llama.cpp cannot load " + file);
      }
      return new LlamaModel(functions, pointer, header);
    }
  }

  /** Refuses files that would end the process. */
  static void refuseUnsafe(Path file, GgufHeader header) throws LlamaException {
    String type = header.text("general.type").orElse("model");
    if (!type.equals("model")) {
      throw new LlamaException("%s is of type '%s', expected 'model'".formatted(file, type));
    }
    if (header.text("general.architecture").isEmpty()) {
      throw new LlamaException("%s has no general.architecture".formatted(file));
    }
    long layers = header.ofArchitecture("block_count").orElse(1L);
    if (layers < 1 || layers > LAYERS_MAX) {
      throw new LlamaException(
          "%s says that it has %d layers, expected 1 to %d".formatted(file, layers, LAYERS_MAX));
    }
  }

  /** The file's header, as it was before loading. */
  public GgufHeader header() {
    return header;
  }

  public Vocabulary vocabulary() {
    return vocabulary;
  }

  /** The context with which the model was trained, in tokens. */
  public int trainedContextTokens() {
    return using(functions.modelContextTrain::asInt);
  }

  /** The length of one embedding, before any classifier. */
  public int embeddingLength() {
    return using(functions.modelEmbeddingOut::asInt);
  }

  public int layers() {
    return using(functions.modelLayers::asInt);
  }

  /** Bytes of all weights. */
  public long weightBytes() {
    return using(functions.modelSize::asLong);
  }

  /** The number of weights. */
  public long parameters() {
    return using(functions.modelParameters::asLong);
  }

  /** The library's words for architecture, size and quantisation. */
  public String description() {
    return using(
            model -> text((buffer, size) -> functions.modelDescription.asInt(model, buffer, size)))
        .orElse("");
  }

  /**
   * The chat template that the file has; empty if none. Jinja, which this library cannot render.
   */
  public Optional<String> chatTemplate() {
    return using(model -> {
      MemorySegment found = functions.modelChatTemplate.asPointer(model, MemorySegment.NULL);
      return found.equals(MemorySegment.NULL)
          ? Optional.<String>empty()
          : Optional.of(found.reinterpret(META_TEXT_MAX).getString(0));
    });
  }

  /** The metadata's single values as text, by key. Arrays are left out. */
  public NavigableMap<String, String> metadata() {
    return using(model -> {
      NavigableMap<String, String> values = new TreeMap<>();
      int count = functions.modelMetaCount.asInt(model);
      for (int i = 0; i < count; i++) {
        int index = i;
        Optional<String> key =
            text((buffer, size) -> functions.modelMetaKeyByIndex.asInt(model, index, buffer, size));
        Optional<String> value =
            text((buffer, size) ->
                functions.modelMetaValueByIndex.asInt(model, index, buffer, size));
        key.ifPresent(name -> values.put(name, value.orElse("")));
      }
      return values;
    });
  }

  /** The bytes that a context of so many tokens remembers, keys and values in half precision. */
  public long contextBytes(long tokens) {
    return using(model -> {
      long heads = Math.max(1, functions.modelHeads.asInt(model));
      long width = functions.modelEmbedding.asInt(model) / heads;
      long perToken =
          2L
              * Short.BYTES
              * width
              * functions.modelHeadsKv.asInt(model)
              * functions.modelLayers.asInt(model);
      return Math.multiplyExact(Math.max(1, perToken), tokens);
    });
  }

  LlamaFunctions functions() {
    return functions;
  }

  /** Uses the library's model while nobody can free it. */
  <T> T using(Function<MemorySegment, T> use) {
    lock.readLock().lock();
    try {
      if (closed) {
        throw new IllegalStateException("this model is closed");
      }
      return use.apply(pointer);
    } finally {
      lock.readLock().unlock();
    }
  }

  /** Takes what was just made from this model, so that it is freed before the model is. */
  <T extends NativeObject> T own(T child) {
    children.add(child);
    return child;
  }

  void forget(NativeObject child) {
    children.remove(child);
  }

  @Override
  public void close() {
    lock.writeLock().lock();
    try {
      if (closed) {
        return;
      }
      closed = true; // From here on nothing new is made of it.
    } finally {
      lock.writeLock().unlock();
    }
    // Contexts first, for they use adapters.
    List<NativeObject> all = List.copyOf(children);
    all.stream().filter(LlamaContext.class::isInstance).forEach(NativeObject::close);
    all.forEach(NativeObject::close);
    functions.modelFree.run(pointer);
  }

  /** A function that fills a buffer, and returns the length of what it has to say or -1. */
  private interface TextSource {
    int fill(MemorySegment buffer, long size);
  }

  private static Optional<String> text(TextSource source) {
    try (Arena arena = Arena.ofConfined()) {
      long size = 1 << 10;
      MemorySegment buffer = arena.allocate(size);
      int length = source.fill(buffer, size);
      if (length >= size && length < META_TEXT_MAX) {
        size = length + 1L;
        buffer = arena.allocate(size);
        length = source.fill(buffer, size);
      }
      return length < 0 ? Optional.empty() : Optional.of(buffer.getString(0));
    }
  }

  /** Carries progress from the library. */
  private static final class Progress {
    private final DoublePredicate listener;
    private boolean givenUp;

    Progress(DoublePredicate listener) {
      this.listener = listener;
    }

    MemorySegment stub(Arena arena) {
      try {
        MethodHandle handle =
            MethodHandles.lookup()
                .bind(
                    this,
                    "onProgress",
                    MethodType.methodType(boolean.class, float.class, MemorySegment.class));
        return Linker.nativeLinker()
            .upcallStub(handle, FunctionDescriptor.of(JAVA_BOOLEAN, JAVA_FLOAT, ADDRESS), arena);
      } catch (ReflectiveOperationException e) {
        throw new IllegalStateException(e);
      }
    }

    /** Called by the library while it loads. An exception out of it would end the process. */
    @SuppressWarnings("unused")
    private boolean onProgress(float share, MemorySegment data) {
      boolean goesOn;
      try {
        goesOn = listener.test(Math.clamp(share, 0f, 1f));
      } catch (Throwable _) {
        goesOn = false;
      }
      givenUp |= !goesOn;
      return goesOn;
    }
  }
}
