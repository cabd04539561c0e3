package org.arkwright.serve;

import java.io.IOException;
import java.io.OutputStream;
import java.nio.ByteBuffer;
import java.nio.ByteOrder;
import java.nio.charset.StandardCharsets;
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
  private static final int ALIGNMENT = 32;
  private static final String CHAT_TEMPLATE =
      "{% for m in messages %}<{{ m['role'] }}>{{ m['content'] }}\n{% endfor %}<assistant>";

  /** Writes {@code model.gguf} into the folder and returns the folder. */
  public Path writeInto(Path folder) throws IOException {
    Files.createDirectories(folder);
    Map<String, long[]> tensors = tensors();
    Bytes header = new Bytes();
    header.int32(0x46554747).int32(3).int64(tensors.size());
    metadata(header);
    long offset = 0;
    for (var tensor : tensors.entrySet()) {
      header.text(tensor.getKey()).int32(tensor.getValue().length);
      for (long size : tensor.getValue()) {
        header.int64(size);
      }
      header.int32(0).int64(offset);
      offset += aligned(4 * count(tensor.getValue()));
    }
    try (OutputStream out = Files.newOutputStream(folder.resolve("model.gguf"))) {
      byte[] bytes = header.bytes();
      out.write(bytes);
      out.write(new byte[(int) (aligned(bytes.length) - bytes.length)]);
      SplittableRandom random = new SplittableRandom(7);
      for (var tensor : tensors.entrySet()) {
        out.write(weights(tensor.getKey(), count(tensor.getValue()), random));
      }
    }
    return folder;
  }

  private static byte[] weights(String name, long count, SplittableRandom random) {
    ByteBuffer bytes = ByteBuffer.allocate((int) aligned(4 * count)).order(ByteOrder.LITTLE_ENDIAN);
    for (long i = 0; i < count; i++) {
      bytes.putFloat(name.contains("norm") ? 1f : (float) random.nextGaussian(0, 0.05));
    }
    return bytes.array();
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

  private void metadata(Bytes header) {
    header.int64(template ? 19 : 18);
    header.text("general.architecture").int32(8).text("llama");
    header.text("general.name").int32(8).text("tiny");
    header.number("general.alignment", ALIGNMENT);
    header.number("llama.block_count", layers);
    header.number("llama.context_length", context);
    header.number("llama.embedding_length", width);
    header.number("llama.feed_forward_length", 3 * width);
    header.number("llama.attention.head_count", HEADS);
    header.number("llama.attention.head_count_kv", HEADS);
    header.text("llama.attention.layer_norm_rms_epsilon").int32(6).float32(1e-5f);
    header.number("llama.vocab_size", VOCABULARY);
    header.text("tokenizer.ggml.model").int32(8).text("gpt2");
    header.text("tokenizer.ggml.pre").int32(8).text("gpt-2");
    List<String> tokens = new ArrayList<>(byteLetters());
    tokens.add("<|begin|>");
    tokens.add("<|end|>");
    header.text("tokenizer.ggml.tokens").int32(9).int32(8).int64(tokens.size());
    tokens.forEach(header::text);
    header.text("tokenizer.ggml.token_type").int32(9).int32(5).int64(tokens.size());
    for (int i = 0; i < tokens.size(); i++) {
      header.int32(i < 256 ? 1 : 3);
    }
    header.text("tokenizer.ggml.merges").int32(9).int32(8).int64(1).text("zz zz");
    header.number("tokenizer.ggml.bos_token_id", 256);
    header.number("tokenizer.ggml.eos_token_id", 257);
    if (template) {
      header.text("tokenizer.chat_template").int32(8).text(CHAT_TEMPLATE);
    }
  }

  /** GPT-2's mapping of bytes to printable characters. */
  private static List<String> byteLetters() {
    List<String> letters = new ArrayList<>();
    int next = 256;
    for (int b = 0; b < 256; b++) {
      boolean printable = (b >= 33 && b <= 126) || (b >= 161 && b <= 172) || b >= 174;
      letters.add(String.valueOf((char) (printable ? b : next++)));
    }
    return letters;
  }

  private static long count(long[] sizes) {
    long count = 1;
    for (long size : sizes) {
      count *= size;
    }
    return count;
  }

  private static long aligned(long bytes) {
    return (bytes + ALIGNMENT - 1) / ALIGNMENT * ALIGNMENT;
  }

  private static final class Bytes {
    private ByteBuffer buffer = ByteBuffer.allocate(1 << 16).order(ByteOrder.LITTLE_ENDIAN);

    Bytes int32(int value) {
      buffer.putInt(value);
      return this;
    }

    Bytes int64(long value) {
      buffer.putLong(value);
      return this;
    }

    Bytes float32(float value) {
      buffer.putFloat(value);
      return this;
    }

    Bytes text(String value) {
      byte[] bytes = value.getBytes(StandardCharsets.UTF_8);
      buffer.putLong(bytes.length).put(bytes);
      return this;
    }

    Bytes number(String key, int value) {
      return text(key).int32(4).int32(value);
    }

    byte[] bytes() {
      byte[] bytes = new byte[buffer.position()];
      buffer.get(0, bytes);
      return bytes;
    }
  }
}
