package org.arkwright.serve.llama;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.Collections;
import java.util.List;
import java.util.SortedMap;
import java.util.TreeMap;

/**
 * How a GGUF model is loaded and served.
 *
 * @param parallel the requests that are worked on at a time
 * @param threads the compute threads
 * @param contextTokens the context of each request in tokens; 0 for the model's trained context, at
 *     most 8192
 * @param batchTokens the most tokens of one pass; no fewer than {@code parallel}
 * @param gpuLayers layers that are put on GPUs; -1 for all that fit
 * @param adapters the files of LoRA adapters, by the names that requests give
 */
public record LlamaOptions(
    int parallel,
    int threads,
    int contextTokens,
    int batchTokens,
    int gpuLayers,
    SortedMap<String, Path> adapters) {
  private static final int NUMBERS = 5;

  /** As many tokens as llama.cpp itself reads at once. */
  public static final int BATCH_DEFAULT = 512;

  public LlamaOptions {
    adapters = Collections.unmodifiableSortedMap(new TreeMap<>(adapters));
    if (batchTokens < parallel) {
      throw new IllegalArgumentException(
          "the batch is %d tokens, expected at least one for each of %d requests at a time"
              .formatted(batchTokens, parallel));
    }
  }

  /** All of the model on GPUs where there are any, and no adapter. */
  public static LlamaOptions of(int parallel, int threads, int contextTokens) {
    return new LlamaOptions(
        parallel, threads, contextTokens, BATCH_DEFAULT, -1, Collections.emptySortedMap());
  }

  /** The same with other adapters. */
  public LlamaOptions withAdapters(SortedMap<String, Path> others) {
    return new LlamaOptions(parallel, threads, contextTokens, batchTokens, gpuLayers, others);
  }

  /** The options as a program's arguments, which {@link #parse} reads. */
  public List<String> arguments() {
    List<String> words = new ArrayList<>();
    for (int number : List.of(parallel, threads, contextTokens, batchTokens, gpuLayers)) {
      words.add(Integer.toString(number));
    }
    adapters.forEach((name, file) -> words.addAll(List.of(name, file.toString())));
    return words;
  }

  /** Reads what {@link #arguments} wrote. */
  public static LlamaOptions parse(List<String> arguments) {
    int[] numbers = arguments.stream().limit(NUMBERS).mapToInt(Integer::parseInt).toArray();
    SortedMap<String, Path> adapters = new TreeMap<>();
    for (int i = NUMBERS; i < arguments.size(); i += 2) {
      adapters.put(arguments.get(i), Path.of(arguments.get(i + 1)));
    }
    return new LlamaOptions(numbers[0], numbers[1], numbers[2], numbers[3], numbers[4], adapters);
  }
}
