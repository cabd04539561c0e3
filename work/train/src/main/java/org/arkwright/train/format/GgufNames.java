package org.arkwright.train.format;

import java.util.Map;

/** The names of a Llama's weights in GGUF files, and the order of their rows there. */
final class GgufNames {
  private static final Map<String, String> WHOLE =
      Map.of(
          "model.embed_tokens.weight", "token_embd.weight",
          "model.norm.weight", "output_norm.weight",
          "lm_head.weight", "output.weight");

  private GgufNames() {}

  /**
   * Returns a weight's name in GGUF.
   *
   * @param name in Hugging Face's checkpoints
   */
  static String of(String name) {
    String whole = WHOLE.get(name);
    return whole != null
        ? whole
        : name.replace("model.layers.", "blk.")
            .replace("self_attn.q_proj", "attn_q")
            .replace("self_attn.k_proj", "attn_k")
            .replace("self_attn.v_proj", "attn_v")
            .replace("self_attn.o_proj", "attn_output")
            .replace("mlp.gate_proj", "ffn_gate")
            .replace("mlp.up_proj", "ffn_up")
            .replace("mlp.down_proj", "ffn_down")
            .replace("input_layernorm", "attn_norm")
            .replace("post_attention_layernorm", "ffn_norm");
  }

  /** Whether the rows of a weight change places in files of the architecture llama. */
  static boolean isRotated(String name) {
    return name.contains("q_proj.") || name.contains("k_proj.");
  }

  /**
   * Reorders rows, as llama.cpp rotates adjacent pairs, and Hugging Face the two halves of a head.
   *
   * @param rows row after row
   * @param width of a row
   */
  static float[] interleaved(float[] rows, int width, int headSize) {
    return reordered(rows, width, headSize, true);
  }

  /** Undoes {@link #interleaved}. */
  static float[] halved(float[] rows, int width, int headSize) {
    return reordered(rows, width, headSize, false);
  }

  private static float[] reordered(float[] rows, int width, int headSize, boolean toPairs) {
    float[] out = new float[rows.length];
    int half = headSize / 2;
    for (int row = 0; row < rows.length / width; row++) {
      int inHead = row % headSize;
      int paired = row - inHead + (inHead % half) * 2 + inHead / half;
      System.arraycopy(
          rows, (toPairs ? row : paired) * width, out, (toPairs ? paired : row) * width, width);
    }
    return out;
  }
}
