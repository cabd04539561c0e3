package org.arkwright.template.failure;

/**
 * The template refused the chat by {@code raise_exception}. {@link #problem()} is its message, word
 * for word; it is meant for whoever sent the chat.
 */
public final class TemplateRaisedException extends TemplateException {
  private static final long serialVersionUID = 1;

  public TemplateRaisedException(String problem, int line) {
    super(problem, line);
  }

  public TemplateRaisedException(String problem) {
    super(problem, 0);
  }

  @Override
  public TemplateRaisedException at(int line) {
    return line() > 0 ? this : new TemplateRaisedException(problem(), line);
  }
}
