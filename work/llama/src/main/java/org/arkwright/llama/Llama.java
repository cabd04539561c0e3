package org.arkwright.llama;

import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.Arena;
import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemorySegment;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.TreeMap;
import org.arkwright.llama.ffi.Layouts;
import org.arkwright.llama.ffi.LlamaFunctions;
import org.arkwright.llama.ffi.NativeFolder;
import org.jspecify.annotations.Nullable;

/**
 * The library itself, loaded at first use and for the life of the process. Thread-safe.
 *
 * <p>Before anything else is done with it, its version is compared with the one that this binding
 * is written for, and so are the defaults of its structures: values at wrong places would show
 * there, and would otherwise be read as sizes and pointers.
 */
public final class Llama {
  private static final int TEXT_MAX = 1 << 12;
  private static @Nullable LlamaFunctions loaded;

  private Llama() {}

  /** Whether the libraries are here, so that models can be loaded. */
  public static boolean isAvailable() {
    return NativeFolder.find().isPresent();
  }

  /** Why {@link #isAvailable} is false, and what to do. */
  public static String problem() {
    return NativeFolder.problem();
  }

  /**
   * The library's own version.
   *
   * @throws LlamaException when the library is not here, or not the pinned one
   */
  public static String version() throws LlamaException {
    return version(functions());
  }

  static synchronized LlamaFunctions functions() throws LlamaException {
    LlamaFunctions before = loaded;
    if (before != null) {
      return before;
    }
    Path folder = NativeFolder.find().orElseThrow(() -> new LlamaException(NativeFolder.problem()));
    LlamaFunctions functions;
    try {
      functions = LlamaFunctions.load(folder);
    } catch (IllegalArgumentException | UnsatisfiedLinkError e) {
      throw new LlamaException(
          "llama.cpp's libraries in %s cannot be loaded (they need glibc 2.34 or newer): %s"
              .formatted(folder, e.getMessage()),
          e);
    }
    String expected = NativeFolder.pin().getProperty("release").substring(1);
    if (!version(functions).startsWith(expected)) {
      throw new LlamaException(
          "llama.cpp in %s is version %s, expected %s"
              .formatted(folder, version(functions), expected));
    }
    List<String> moved = movedMembers(functions);
    if (!moved.isEmpty()) {
      throw new LlamaException(
          "llama.cpp in %s has other structures than this binding: %s".formatted(folder, moved));
    }
    LlamaLog.install(functions);
    try (Arena arena = Arena.ofConfined()) {
      // Without this there is not even a backend for the CPU.
      functions.backendLoadAllFromPath.run(arena.allocateFrom(folder.toString()));
    }
    functions.backendInit.run();
    loaded = functions;
    return functions;
  }

  private static String version(LlamaFunctions functions) {
    return functions.version.asPointer().reinterpret(TEXT_MAX).getString(0);
  }

  /** The members whose defaults are not those that the pinned release documents. */
  private static List<String> movedMembers(LlamaFunctions functions) {
    List<String> moved = new ArrayList<>();
    try (Arena arena = Arena.ofConfined()) {
      Map<String, Number> model = new TreeMap<>();
      model.put("n_gpu_layers", -1);
      model.put("split_mode", 1);
      model.put("load_mode", -1);
      model.put("lazy_mode", 1);
      model.put("use_extra_bufts", 1);
      model.put("load_mtp", 0);
      check(Layouts.MODEL_PARAMS, functions.modelDefaultParams.asStructure(arena), model, moved);
      Map<String, Number> context = new TreeMap<>();
      context.put("n_ctx", 512);
      context.put("n_batch", 2048);
      context.put("n_ubatch", 512);
      context.put("n_seq_max", 1);
      context.put("n_outputs_max_per_seq", 1);
      context.put("pooling_type", -1);
      context.put("flash_attn_type", -1);
      context.put("yarn_ext_factor", -1f);
      context.put("defrag_thold", -1f);
      context.put("type_k", 1);
      context.put("type_v", 1);
      context.put("embeddings", 0);
      context.put("offload_kqv", 1);
      context.put("swa_full", 1);
      context.put("kv_unified", 0);
      context.put("n_samplers", 0L);
      check(
          Layouts.CONTEXT_PARAMS,
          functions.contextDefaultParams.asStructure(arena),
          context,
          moved);
      Map<String, Number> quantize = new TreeMap<>();
      quantize.put("nthread", 0);
      quantize.put("ftype", 7);
      quantize.put("output_tensor_type", 43);
      quantize.put("allow_requantize", 0);
      quantize.put("quantize_output_tensor", 1);
      quantize.put("dry_run", 0);
      check(
          Layouts.QUANTIZE_PARAMS,
          functions.quantizeDefaultParams.asStructure(arena),
          quantize,
          moved);
    }
    return moved;
  }

  private static void check(
      GroupLayout layout,
      MemorySegment defaults,
      Map<String, Number> expected,
      List<String> moved) {
    expected.forEach((member, value) -> {
      long offset = Layouts.offset(layout, member);
      boolean flag =
          layout
              .select(java.lang.foreign.MemoryLayout.PathElement.groupElement(member))
              .equals(JAVA_BOOLEAN.withName(member));
      Number found =
          switch (value) {
            case Float _ -> defaults.get(JAVA_FLOAT, offset);
            case Long _ -> defaults.get(JAVA_LONG, offset);
            default ->
                flag
                    ? Integer.valueOf(defaults.get(java.lang.foreign.ValueLayout.JAVA_BYTE, offset))
                    : Integer.valueOf(defaults.get(JAVA_INT, offset));
          };
      if (!found.equals(value)) {
        moved.add("%s.%s is %s, not %s".formatted(layout.name().orElse(""), member, found, value));
      }
    });
  }
}
