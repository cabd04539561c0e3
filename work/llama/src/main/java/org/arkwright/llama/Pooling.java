package org.arkwright.llama;

/** How the embeddings of a sequence's tokens become one. */
public enum Pooling {
  /** One for each token. */
  NONE(0),
  /** Their mean. */
  MEAN(1),
  /** That of the first token. */
  CLS(2),
  /** That of the last token. */
  LAST(3),
  /** A classifier's scores, of a model that has one: for ranking. */
  RANK(4);

  private final int code;

  Pooling(int code) {
    this.code = code;
  }

  /** The library's number of it. */
  int code() {
    return code;
  }
}
