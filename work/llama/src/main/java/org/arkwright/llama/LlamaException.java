package org.arkwright.llama;

import java.io.IOException;

/**
 * llama.cpp could not do what was asked of it: the file, the grammar or the memory was not right.
 * The message has the library's own words where it said any.
 */
public final class LlamaException extends IOException {
  private static final long serialVersionUID = 1;

  public LlamaException(String message) {
    super(message);
  }

  public LlamaException(String message, Throwable cause) {
    super(message, cause);
  }

  /** A failure with what the library said on this thread since {@link LlamaLog#listen}. */
  static LlamaException heard(String message) {
    String heard = LlamaLog.heard();
    return new LlamaException(heard.isEmpty() ? message : message + ": " + heard);
  }
}
