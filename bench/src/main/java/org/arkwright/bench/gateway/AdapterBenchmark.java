package org.arkwright.bench.gateway;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.SortedMap;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.atomic.AtomicLong;
import org.arkwright.llama.GgufHeader;
import org.arkwright.llama.GgufWriter;
import org.arkwright.serve.llama.LlamaOptions;
import org.arkwright.serve.llama.LlamaTextModel;
import org.arkwright.serve.runtime.Generation;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.TextModel.Ending;

/**
 * Texts at once with an adapter each, beside as many of the model alone: {@code MODEL.gguf ADAPTERS
 * ROUNDS THREADS}. The adapters are random, of rank 8 on queries and values; each round takes
 * others of them. Prints tokens a second of both, and the longest wait of any text for its next
 * piece.
 */
final class AdapterBenchmark {
  private static final int AT_ONCE = 16;
  private static final int TOKENS = 64;
  private static final int RANK = 8;
  private static final double NANOS = 1e9;

  private AdapterBenchmark() {}

  public static void main(String[] arguments) throws Exception {
    Path file = Path.of(arguments[0]);
    int count = Integer.parseInt(arguments[1]);
    int rounds = Integer.parseInt(arguments[2]);
    int threads = Integer.parseInt(arguments[3]);
    SortedMap<String, Path> adapters =
        write(GgufHeader.read(file), count, Files.createTempDirectory("adapters"));
    long start = System.nanoTime();
    try (LlamaTextModel model =
        LlamaTextModel.load(file, LlamaOptions.of(AT_ONCE, threads, 512).withAdapters(adapters))) {
      System.out.printf(
          "loaded with %d adapters in %.2f s%n", count, (System.nanoTime() - start) / NANOS);
      List<String> names = List.copyOf(adapters.keySet());
      List<Double> ratios = new ArrayList<>();
      for (int round = 0; round < rounds; round++) {
        double base = write(model, List.of(""), 0, "the model alone");
        ratios.add(write(model, names, round * AT_ONCE, "sixteen adapters") / base);
      }
      System.out.printf(
          "ratio %.2f (%.2f to %.2f, %d rounds)%n",
          ratios.stream().sorted().skip(rounds / 2).findFirst().orElseThrow(),
          ratios.stream().min(Double::compare).orElseThrow(),
          ratios.stream().max(Double::compare).orElseThrow(),
          rounds);
    } finally {
      for (Path adapter : adapters.values()) {
        Files.delete(adapter);
      }
    }
  }

  /** Returns the tokens a second of all texts together. */
  private static double write(LlamaTextModel model, List<String> names, int from, String what)
      throws InterruptedException {
    AtomicLong longest = new AtomicLong();
    List<Thread> texts = new ArrayList<>();
    long start = System.nanoTime();
    for (int i = 0; i < AT_ONCE; i++) {
      String adapter = names.get((from + i) % names.size());
      String prompt = "Story number " + i;
      texts.add(Thread.ofPlatform().start(() -> text(model, adapter, prompt, longest)));
    }
    for (Thread text : texts) {
      text.join();
    }
    double rate = AT_ONCE * TOKENS / ((System.nanoTime() - start) / NANOS);
    System.out.printf(
        "%-16s %6.1f tokens/s, longest wait %.2f s%n", what, rate, longest.get() / NANOS);
    return rate;
  }

  private static void text(
      LlamaTextModel model, String adapter, String prompt, AtomicLong longest) {
    AtomicLong last = new AtomicLong(System.nanoTime());
    Ending _ =
        model.generate(
            model.prepare(new Prompt.Text(prompt)).with(adapter),
            Generation.greedy(TOKENS),
            _ -> {
              long now = System.nanoTime();
              longest.accumulateAndGet(now - last.getAndSet(now), Math::max);
              return true;
            });
  }

  private static SortedMap<String, Path> write(GgufHeader model, int count, Path folder)
      throws IOException {
    int width = number(model, "embedding_length");
    int heads = number(model, "attention.head_count");
    int values = width / heads * number(model, "attention.head_count_kv");
    SortedMap<String, Path> adapters = new TreeMap<>();
    for (int i = 0; i < count; i++) {
      SplittableRandom random = new SplittableRandom(i);
      GgufWriter gguf =
          new GgufWriter()
              .text("general.architecture", model.text("general.architecture").orElseThrow())
              .text("general.type", "adapter")
              .text("adapter.type", "lora")
              .real("adapter.lora.alpha", RANK);
      for (int layer = 0; layer < number(model, "block_count"); layer++) {
        add(gguf, "blk." + layer + ".attn_q.weight", width, width, random);
        add(gguf, "blk." + layer + ".attn_v.weight", width, values, random);
      }
      Path file = folder.resolve(i + ".gguf");
      gguf.write(file);
      adapters.put("a" + i, file);
    }
    return adapters;
  }

  private static int number(GgufHeader model, String key) {
    return Math.toIntExact(model.ofArchitecture(key).orElseThrow());
  }

  private static void add(GgufWriter gguf, String name, int in, int out, SplittableRandom random) {
    gguf.tensor(name + ".lora_a", weights(random, in * RANK), in, RANK);
    gguf.tensor(name + ".lora_b", weights(random, out * RANK), RANK, out);
  }

  private static float[] weights(SplittableRandom random, int count) {
    float[] weights = new float[count];
    for (int i = 0; i < count; i++) {
      weights[i] = (float) random.nextGaussian(0, 0.02);
    }
    return weights;
  }
}
