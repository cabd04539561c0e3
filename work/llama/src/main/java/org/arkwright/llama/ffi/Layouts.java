package org.arkwright.llama.ffi;

import static java.lang.foreign.ValueLayout.ADDRESS;
import static java.lang.foreign.ValueLayout.JAVA_BOOLEAN;
import static java.lang.foreign.ValueLayout.JAVA_FLOAT;
import static java.lang.foreign.ValueLayout.JAVA_INT;
import static java.lang.foreign.ValueLayout.JAVA_LONG;

import java.lang.foreign.GroupLayout;
import java.lang.foreign.MemoryLayout;
import java.lang.foreign.MemoryLayout.PathElement;
import java.util.ArrayList;
import java.util.List;

/**
 * The structures that pass to and from llama.cpp, of exactly the release that natives.properties
 * pins: they move from one release to the next. Members stand in the header's order, with its
 * names; padding is computed as C does.
 */
public final class Layouts {
  public static final GroupLayout MODEL_PARAMS =
      struct(
          "llama_model_params",
          ADDRESS.withName("devices"),
          ADDRESS.withName("tensor_buft_overrides"),
          JAVA_INT.withName("n_gpu_layers"),
          JAVA_INT.withName("split_mode"),
          JAVA_INT.withName("load_mode"),
          JAVA_INT.withName("lazy_mode"),
          JAVA_INT.withName("main_gpu"),
          ADDRESS.withName("tensor_split"),
          ADDRESS.withName("progress_callback"),
          ADDRESS.withName("progress_callback_user_data"),
          ADDRESS.withName("kv_overrides"),
          JAVA_BOOLEAN.withName("vocab_only"),
          JAVA_BOOLEAN.withName("check_tensors"),
          JAVA_BOOLEAN.withName("use_extra_bufts"),
          JAVA_BOOLEAN.withName("no_host"),
          JAVA_BOOLEAN.withName("no_alloc"),
          JAVA_BOOLEAN.withName("load_mtp"));

  public static final GroupLayout CONTEXT_PARAMS =
      struct(
          "llama_context_params",
          JAVA_INT.withName("n_ctx"),
          JAVA_INT.withName("n_batch"),
          JAVA_INT.withName("n_ubatch"),
          JAVA_INT.withName("n_seq_max"),
          JAVA_INT.withName("n_rs_seq"),
          JAVA_INT.withName("n_outputs_max"),
          JAVA_INT.withName("n_outputs_max_per_seq"),
          JAVA_INT.withName("n_threads"),
          JAVA_INT.withName("n_threads_batch"),
          JAVA_INT.withName("ctx_type"),
          JAVA_INT.withName("rope_scaling_type"),
          JAVA_INT.withName("pooling_type"),
          JAVA_INT.withName("attention_type"),
          JAVA_INT.withName("flash_attn_type"),
          JAVA_FLOAT.withName("rope_freq_base"),
          JAVA_FLOAT.withName("rope_freq_scale"),
          JAVA_FLOAT.withName("yarn_ext_factor"),
          JAVA_FLOAT.withName("yarn_attn_factor"),
          JAVA_FLOAT.withName("yarn_beta_fast"),
          JAVA_FLOAT.withName("yarn_beta_slow"),
          JAVA_INT.withName("yarn_orig_ctx"),
          JAVA_FLOAT.withName("defrag_thold"),
          ADDRESS.withName("cb_eval"),
          ADDRESS.withName("cb_eval_user_data"),
          JAVA_INT.withName("type_k"),
          JAVA_INT.withName("type_v"),
          ADDRESS.withName("abort_callback"),
          ADDRESS.withName("abort_callback_data"),
          JAVA_BOOLEAN.withName("embeddings"),
          JAVA_BOOLEAN.withName("offload_kqv"),
          JAVA_BOOLEAN.withName("no_perf"),
          JAVA_BOOLEAN.withName("op_offload"),
          JAVA_BOOLEAN.withName("swa_full"),
          JAVA_BOOLEAN.withName("kv_unified"),
          ADDRESS.withName("samplers"),
          JAVA_LONG.withName("n_samplers"),
          ADDRESS.withName("ctx_other"));

  public static final GroupLayout QUANTIZE_PARAMS =
      struct(
          "llama_model_quantize_params",
          JAVA_INT.withName("nthread"),
          JAVA_INT.withName("ftype"),
          JAVA_INT.withName("output_tensor_type"),
          JAVA_INT.withName("token_embedding_type"),
          JAVA_BOOLEAN.withName("allow_requantize"),
          JAVA_BOOLEAN.withName("quantize_output_tensor"),
          JAVA_BOOLEAN.withName("only_copy"),
          JAVA_BOOLEAN.withName("pure"),
          JAVA_BOOLEAN.withName("keep_split"),
          JAVA_BOOLEAN.withName("dry_run"),
          ADDRESS.withName("imatrix"),
          ADDRESS.withName("kv_overrides"),
          ADDRESS.withName("tt_overrides"),
          ADDRESS.withName("prune_layers"),
          JAVA_LONG.withName("max_buf_size"));

  public static final GroupLayout BATCH =
      struct(
          "llama_batch",
          JAVA_INT.withName("n_tokens"),
          ADDRESS.withName("token"),
          ADDRESS.withName("embd"),
          ADDRESS.withName("pos"),
          ADDRESS.withName("n_seq_id"),
          ADDRESS.withName("seq_id"),
          ADDRESS.withName("logits"));

  public static final GroupLayout TOKEN_DATA =
      struct(
          "llama_token_data",
          JAVA_INT.withName("id"),
          JAVA_FLOAT.withName("logit"),
          JAVA_FLOAT.withName("p"));

  public static final GroupLayout TOKEN_DATA_ARRAY =
      struct(
          "llama_token_data_array",
          ADDRESS.withName("data"),
          JAVA_LONG.withName("size"),
          JAVA_LONG.withName("selected"),
          JAVA_BOOLEAN.withName("sorted"));

  /** Every structure above. */
  public static final List<GroupLayout> ALL =
      List.of(MODEL_PARAMS, CONTEXT_PARAMS, QUANTIZE_PARAMS, BATCH, TOKEN_DATA, TOKEN_DATA_ARRAY);

  private Layouts() {}

  /** The distance of a member from its structure's begin, in bytes. */
  public static long offset(GroupLayout struct, String member) {
    return struct.byteOffset(PathElement.groupElement(member));
  }

  private static GroupLayout struct(String name, MemoryLayout... members) {
    List<MemoryLayout> padded = new ArrayList<>();
    long size = 0;
    long alignment = 1;
    for (MemoryLayout member : members) {
      size += pad(padded, size, member.byteAlignment());
      padded.add(member);
      size += member.byteSize();
      alignment = Math.max(alignment, member.byteAlignment());
    }
    pad(padded, size, alignment);
    return MemoryLayout.structLayout(padded.toArray(MemoryLayout[]::new)).withName(name);
  }

  private static long pad(List<MemoryLayout> members, long size, long alignment) {
    long padding = Math.floorMod(-size, alignment);
    if (padding > 0) {
      members.add(MemoryLayout.paddingLayout(padding));
    }
    return padding;
  }
}
