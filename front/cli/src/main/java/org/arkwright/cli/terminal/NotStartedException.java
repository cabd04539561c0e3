package org.arkwright.cli.terminal;

/** Thrown when a server does not start; the message gives the reason, then advice by line. */
public final class NotStartedException extends FailureException {
  private static final long serialVersionUID = 1;

  private final boolean wrongUse;

  /**
   * @param wrongUse whether an option or the site's file is wrong
   */
  public NotStartedException(String message, boolean wrongUse) {
    super(message);
    this.wrongUse = wrongUse;
  }

  public boolean isWrongUse() {
    return wrongUse;
  }
}
