package org.arkwright.template.failure;

/** An operation of the template has no meaning for the values that it met. */
public final class TemplateFailedException extends TemplateException {
  private static final long serialVersionUID = 1;

  public TemplateFailedException(String problem, int line) {
    super(problem, line);
  }

  public TemplateFailedException(String problem) {
    super(problem, 0);
  }

  @Override
  public TemplateFailedException at(int line) {
    return line() > 0 ? this : new TemplateFailedException(problem(), line);
  }
}
