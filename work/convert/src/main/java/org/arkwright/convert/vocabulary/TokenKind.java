package org.arkwright.convert.vocabulary;

/** What a token is to llama.cpp; the code is that of GGUF. */
enum TokenKind {
  NORMAL(1),
  UNKNOWN(2),
  /** Found in a text only where control tokens are looked for, and shown as nothing. */
  CONTROL(3),
  /** Found in every text before it is split. */
  ADDED(4),
  UNUSED(5),
  BYTE(6);

  private final int code;

  TokenKind(int code) {
    this.code = code;
  }

  int code() {
    return code;
  }
}
