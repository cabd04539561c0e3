package org.arkwright.serve.llama;

import java.util.List;
import java.util.random.RandomGenerator;

/**
 * How a model writes function calls.
 *
 * <p>Written between {@code open} and {@code close}, as a JSON object or a list of such with a name
 * and arguments; {@link #MISTRAL_ARGS} writes the name as it is.
 */
enum CallForm {
  /** Hermes, Qwen 2.5 and 3, Granite 4 and most others of these years. */
  HERMES("<tool_call>", "</tool_call>", "arguments"),
  /** Mistral Nemo and its age: a list. */
  MISTRAL("[TOOL_CALLS]", "", "arguments"),
  /** Mistral Small 3.2, Devstral, Ministral: the name, {@code [ARGS]}, the arguments. */
  MISTRAL_ARGS("[TOOL_CALLS]", "", "arguments"),
  /** Llama 3.1 to 3.3: the object alone, or after a control token. */
  LLAMA("<|python_tag|>", "", "parameters"),
  /** Granite 3 and Phi 4 mini: a list. */
  BARRED_LIST("<|tool_call|>", "<|/tool_call|>", "arguments");

  /** What separates name and arguments in {@link #MISTRAL_ARGS}, and a call's id before them. */
  static final String ARGS = "[ARGS]";

  static final String CALL_ID = "[CALL_ID]";

  private static final String LETTERS =
      "abcdefghijklmnopqrstuvwxyzABCDEFGHIJKLMNOPQRSTUVWXYZ0123456789";
  private static final int MISTRAL_ID = 9;
  private static final int ID = 24;

  final String open;
  final String close;
  final String argumentsKey;

  CallForm(String open, String close, String argumentsKey) {
    this.open = open;
    this.close = close;
    this.argumentsKey = argumentsKey;
  }

  /** Whether calls stand in a JSON list. */
  boolean isList() {
    return this == MISTRAL || this == BARRED_LIST;
  }

  /** The texts that some models have control tokens for, which are read as text here. */
  List<String> markers() {
    return switch (this) {
      case HERMES, BARRED_LIST -> List.of(open, close);
      case MISTRAL, LLAMA -> List.of(open);
      case MISTRAL_ARGS -> List.of(open, CALL_ID, ARGS);
    };
  }

  /** An id for a call: Mistral's templates take back no others than nine letters and digits. */
  String id(RandomGenerator random) {
    boolean mistral = this == MISTRAL || this == MISTRAL_ARGS;
    StringBuilder id = new StringBuilder(mistral ? "" : "call_");
    for (int i = 0; i < (mistral ? MISTRAL_ID : ID); i++) {
      id.append(LETTERS.charAt(random.nextInt(LETTERS.length())));
    }
    return id.toString();
  }
}
