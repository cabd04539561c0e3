package org.arkwright.serve.runtime;

/** The model's process ended while it worked for a request. */
public final class ModelEndedException extends RuntimeException {
  private static final long serialVersionUID = 1;

  private final boolean culprit;

  public ModelEndedException(String why, boolean culprit) {
    super(why);
    this.culprit = culprit;
  }

  /** Whether it was this request alone that the process was working for when it ended. */
  public boolean isCulprit() {
    return culprit;
  }
}
