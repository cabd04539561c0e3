package org.arkwright.template.failure;

/** The template is not what this engine, or Jinja, can read: what was found, what was expected. */
public final class TemplateSyntaxException extends TemplateException {
  private static final long serialVersionUID = 1;

  public TemplateSyntaxException(String problem, int line) {
    super(problem, line);
  }

  @Override
  public TemplateSyntaxException at(int line) {
    return line() > 0 ? this : new TemplateSyntaxException(problem(), line);
  }
}
