package org.arkwright.model.deployment;

/** The software that serves a deployment's model. */
public enum ModelRuntime {
  /** The built-in server for GGUF: chat and completions. */
  LLAMA_CPP("llama.cpp"),
  /** The built-in server for ONNX: embeddings. */
  ONNX("onnx"),
  /** The deployment's own command: any server with an OpenAI-compatible API. */
  COMMAND("command");

  private final String word;

  ModelRuntime(String word) {
    this.word = word;
  }

  /** The runtime as users write it. */
  public String word() {
    return word;
  }
}
