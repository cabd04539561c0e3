package org.arkwright.convert.network;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;
import java.util.stream.Collectors;

/** The kinds of networks that are converted: decoders as Llama is one, and what each adds. */
public enum Family {
  /** Llama 2 and 3, SmolLM2, TinyLlama and others of the same shape. */
  LLAMA("LlamaForCausalLM", "llama", true, false, false),
  MISTRAL("MistralForCausalLM", "llama", true, false, false),
  /** Qwen 2 and 2.5: biases on queries, keys and values. */
  QWEN2("Qwen2ForCausalLM", "qwen2", false, true, false),
  /** Qwen 3: queries and keys are normalised. */
  QWEN3("Qwen3ForCausalLM", "qwen3", false, false, true);

  private final String architecture;
  private final String ggufName;
  private final boolean rotatesPairs;
  private final boolean hasQueryKeyValueBias;
  private final boolean normalizesQueriesAndKeys;

  Family(
      String architecture,
      String ggufName,
      boolean rotatesPairs,
      boolean hasQueryKeyValueBias,
      boolean normalizesQueriesAndKeys) {
    this.architecture = architecture;
    this.ggufName = ggufName;
    this.rotatesPairs = rotatesPairs;
    this.hasQueryKeyValueBias = hasQueryKeyValueBias;
    this.normalizesQueriesAndKeys = normalizesQueriesAndKeys;
  }

  /** Finds the family of a network by its name in config.json; empty for others. */
  public static Optional<Family> of(String architecture) {
    return Arrays.stream(values())
        .filter(family -> family.architecture.equals(architecture))
        .findFirst();
  }

  /** The names of all, as config.json has them. */
  public static String names() {
    List<Family> all = List.of(values());
    return all.stream().map(family -> family.architecture).collect(Collectors.joining(", "));
  }

  /** The architecture's name in GGUF, with which its keys begin. */
  public String ggufName() {
    return ggufName;
  }

  /** Whether llama.cpp rotates adjacent pairs, so that rows of queries and keys change places. */
  boolean rotatesPairs() {
    return rotatesPairs;
  }

  boolean hasQueryKeyValueBias() {
    return hasQueryKeyValueBias;
  }

  boolean normalizesQueriesAndKeys() {
    return normalizesQueriesAndKeys;
  }
}
