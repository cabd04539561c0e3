package org.arkwright.serve.runtime;

/** A request's content that a model cannot take: the field that it is in, and why. */
public final class PromptException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final String field;

  public PromptException(String field, String why) {
    super(why);
    this.field = field;
  }

  /** The request's field, such as messages. */
  public String field() {
    return field;
  }
}
