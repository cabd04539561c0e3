package org.arkwright.llama;

import java.io.IOException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SplittableRandom;

/**
 * Writes a Llama with random weights as GGUF: it generates nonsense, the same for the same seed.
 * Its tokens are bytes.
 */
public record TinyGguf(int layers, int width, int context, boolean template) {
  private static final int HEADS = 4;
  private static final int VOCABULARY = 258;
  private static final String CHAT_TEMPLATE =
      "{% for m in messages %}<{{ m['role'] }}>{{ m['content'] }}\n{% endfor %}<assistant>";

  /** Writes {@code model.gguf} into the folder and returns the folder. */
  public Path writeInto(Path folder) throws IOException {
    Files.createDirectories(folder);
    GgufWriter gguf = new GgufWriter();
    metadata(gguf);
    SplittableRandom random = new SplittableRandom(7);
    tensors().forEach((name, sizes) -> gguf.tensor(name, weights(name, sizes, random), sizes));
    gguf.write(folder.resolve("model.gguf"));
    return folder;
  }

  private static float[] weights(String name, long[] sizes, SplittableRandom random) {
    int count = 1;
    for (long size : sizes) {
      count *= (int) size;
    }
    // Values beyond the tensor's end are drawn as well, as they once were.
    int drawn = (4 * count + 31) / 32 * 8;
    float[] weights = new float[count];
    for (int i = 0; i < drawn; i++) {
      float value = name.contains("norm") ? 1f : (float) random.nextGaussian(0, 0.05);
      if (i < count) {
        weights[i] = value;
      }
    }
    return weights;
  }

  private Map<String, long[]> tensors() {
    Map<String, long[]> tensors = new LinkedHashMap<>();
    tensors.put("token_embd.weight", new long[] {width, VOCABULARY});
    for (int i = 0; i < layers; i++) {
      String block = "blk." + i + ".";
      tensors.put(block + "attn_norm.weight", new long[] {width});
      for (String part : List.of("attn_q", "attn_k", "attn_v", "attn_output")) {
        tensors.put(block + part + ".weight", new long[] {width, width});
      }
      tensors.put(block + "ffn_norm.weight", new long[] {width});
      tensors.put(block + "ffn_gate.weight", new long[] {width, 3L * width});
      tensors.put(block + "ffn_up.weight", new long[] {width, 3L * width});
      tensors.put(block + "ffn_down.weight", new long[] {3L * width, width});
    }
    tensors.put("output_norm.weight", new long[] {width});
    tensors.put("output.weight", new long[] {width, VOCABULARY});
    return tensors;
  }

  private void metadata(GgufWriter gguf) {
    gguf.text("general.architecture", "llama").text("general.name", "tiny");
    gguf.number("general.alignment", 32);
    gguf.number("llama.block_count", layers);
    gguf.number("llama.context_length", context);
    gguf.number("llama.embedding_length", width);
    gguf.number("llama.feed_forward_length", 3 * width);
    gguf.number("llama.attention.head_count", HEADS);
    gguf.number("llama.attention.head_count_kv", HEADS);
    gguf.real("llama.attention.layer_norm_rms_epsilon", 1e-5f);
    gguf.number("llama.vocab_size", VOCABULARY);
    gguf.text("tokenizer.ggml.model", "gpt2").text("tokenizer.ggml.pre", "gpt-2");
    List<String> tokens = new ArrayList<>(byteLetters());
    tokens.add("<|begin|>");
    tokens.add("<|end|>");
    gguf.texts("tokenizer.ggml.tokens", tokens);
    int[] types = new int[VOCABULARY];
    for (int i = 0; i < VOCABULARY; i++) {
      types[i] = i < 256 ? 1 : 3;
    }
    gguf.numbers("tokenizer.ggml.token_type", types);
    gguf.texts("tokenizer.ggml.merges", List.of("zz zz"));
    gguf.number("tokenizer.ggml.bos_token_id", 256);
    gguf.number("tokenizer.ggml.eos_token_id", 257);
    gguf.flag("tokenizer.ggml.add_bos_token", true);
    if (template) {
      gguf.text("tokenizer.chat_template", CHAT_TEMPLATE);
    }
  }

  /** GPT-2's mapping of bytes to printable characters. */
  static List<String> byteLetters() {
    List<String> letters = new ArrayList<>();
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
      letters.add(String.valueOf((char) (printable ? b : next++)));
    }
    return letters;
  }
}
