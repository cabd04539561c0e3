package org.arkwright.llama;

import java.io.IOException;
import java.lang.foreign.Arena;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.List;
import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;

/**
 * A LoRA adapter in memory, from a GGUF file. Contexts use it by {@link LlamaContext#adapters};
 * when it is closed they go on without it. Thread-safe.
 */
public final class LoraAdapter extends NativeObject {
  private final Set<LlamaContext> users = ConcurrentHashMap.newKeySet();

  private LoraAdapter(LlamaModel model, MemorySegment pointer) {
    super(model, pointer);
  }

  /**
   * Loads an adapter of a model.
   *
   * @throws LlamaException when it is no LoRA adapter, or one of another architecture or shape
   * @throws IOException when the file cannot be read, or is no GGUF file
   */
  public static LoraAdapter load(LlamaModel model, Path file) throws IOException {
    GgufHeader header = GgufHeader.read(file);
    String type = header.text("general.type").orElse("model");
    String kind = header.text("adapter.type").orElse("none");
    if (!type.equals("adapter") || !kind.equals("lora")) {
      throw new LlamaException(
          "%s has general.type '%s' and adapter.type '%s', expected 'adapter' and 'lora'"
              .formatted(file, type, kind));
    }
    LlamaLog.listen();
    MemorySegment pointer;
    try (Arena arena = Arena.ofConfined()) {
      MemorySegment path = arena.allocateFrom(file.toAbsolutePath().toString());
      pointer = model.using(m -> model.functions().adapterLoraInit.asPointer(m, path));
    }
    if (pointer.equals(MemorySegment.NULL)) {
      throw LlamaException.heard("llama.cpp cannot load the adapter " + file);
    }
    return model.using(_ -> model.own(new LoraAdapter(model, pointer)));
  }

  /** The library's adapter, for a context that will be told when it goes. */
  synchronized MemorySegment attach(LlamaContext context) {
    MemorySegment pointer = pointer();
    users.add(context);
    return pointer;
  }

  @Override
  void free(MemorySegment object) {
    List.copyOf(users).forEach(context -> context.detach(this));
    model().functions().adapterLoraFree.run(object);
  }
}
