package org.arkwright.template.failure;

/** The template wanted more than it may have; the message names the limit. */
public final class TemplateLimitException extends TemplateException {
  private static final long serialVersionUID = 1;

  public TemplateLimitException(String problem, int line) {
    super(problem, line);
  }

  public TemplateLimitException(String problem) {
    super(problem, 0);
  }

  @Override
  public TemplateLimitException at(int line) {
    return line() > 0 ? this : new TemplateLimitException(problem(), line);
  }
}
