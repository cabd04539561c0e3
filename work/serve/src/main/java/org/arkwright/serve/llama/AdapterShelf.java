package org.arkwright.serve.llama;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.Iterator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Set;
import java.util.SortedMap;
import org.arkwright.llama.LlamaContext;
import org.arkwright.llama.LlamaContext.ScaledAdapter;
import org.arkwright.llama.LlamaException;
import org.arkwright.llama.LlamaModel;
import org.arkwright.llama.LoraAdapter;

/**
 * The LoRA adapters that requests may name. An adapter is loaded when it is first put to work;
 * those that were not at work for the longest are freed once all that are loaded have more than
 * {@link #LOADED_BYTES}. For one thread, but for {@link #names}.
 */
final class AdapterShelf {
  /** The name of the model without any adapter. */
  static final String NONE = "";

  /** Of their files, which are about as large as what they take in memory. */
  static final long LOADED_BYTES = 256L << 20;

  private final LlamaModel model;
  private final SortedMap<String, Path> files;
  private final Map<String, Loaded> loaded = new LinkedHashMap<>(16, 0.75f, true);
  private final long most;
  private long bytes;
  private String working = NONE;

  private record Loaded(LoraAdapter adapter, long bytes) {}

  AdapterShelf(LlamaModel model, SortedMap<String, Path> files, long most) {
    this.model = model;
    this.files = files;
    this.most = most;
  }

  Set<String> names() {
    return files.keySet();
  }

  /** How many are in memory. */
  int loaded() {
    return loaded.size();
  }

  /**
   * Loads each once, so that none fails a request later.
   *
   * @throws IOException when one is no adapter of this model; the message names it
   */
  void check() throws IOException {
    for (Map.Entry<String, Path> entry : files.entrySet()) {
      try (LoraAdapter _ = LoraAdapter.load(model, entry.getValue())) {
        // It can be loaded.
      } catch (LlamaException e) {
        throw new IOException(
            "the adapter '%s' is none of this model: %s".formatted(entry.getKey(), e.getMessage()),
            e);
      }
    }
  }

  /**
   * Puts an adapter to work in all passes of a context from now on.
   *
   * @param name one of {@link #names}, or {@link #NONE}
   */
  void use(LlamaContext context, String name) throws IOException {
    if (name.equals(working)) {
      return;
    }
    context.adapters(
        name.equals(NONE) ? List.of() : List.of(new ScaledAdapter(load(name).adapter(), 1)));
    working = name;
    free();
  }

  private Loaded load(String name) throws IOException {
    Loaded there = loaded.get(name);
    if (there != null) {
      return there;
    }
    Path file = files.get(name);
    if (file == null) {
      throw new IllegalArgumentException("there is no adapter '%s'".formatted(name));
    }
    Loaded fresh = new Loaded(LoraAdapter.load(model, file), Files.size(file));
    loaded.put(name, fresh);
    bytes += fresh.bytes();
    return fresh;
  }

  private void free() {
    Iterator<Map.Entry<String, Loaded>> oldest = loaded.entrySet().iterator();
    while (bytes > most && oldest.hasNext()) {
      Map.Entry<String, Loaded> next = oldest.next();
      if (!next.getKey().equals(working)) {
        oldest.remove();
        bytes -= next.getValue().bytes();
        next.getValue().adapter().close();
      }
    }
  }
}
