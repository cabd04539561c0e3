package org.arkwright.model;

/** What serves a deployment's model. */
public enum ModelRuntime {
  /** The built-in server for GGUF: chat and completions. */
  LLAMA_CPP,
  /** The built-in server for ONNX: embeddings. */
  ONNX,
  /** The deployment's own command: any server that speaks OpenAI. */
  COMMAND
}
