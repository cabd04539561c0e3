package org.arkwright.template.failure;

/**
 * A template did not give a text. Which of the four kinds it is says whose fault that is: {@link
 * TemplateSyntaxException} the template's, before any chat; {@link TemplateRaisedException} the
 * chat's, in the template's own words; {@link TemplateFailedException} the template's with this
 * chat; {@link TemplateLimitException} that it wanted more than it may have.
 */
public abstract sealed class TemplateException extends RuntimeException
    permits TemplateSyntaxException,
        TemplateRaisedException,
        TemplateFailedException,
        TemplateLimitException {
  private static final long serialVersionUID = 1;

  private final String problem;
  private final int line;

  TemplateException(String problem, int line) {
    super(line > 0 ? "line " + line + " of the chat template: " + problem : problem);
    this.problem = problem;
    this.line = line;
  }

  /** What is wrong, without the line. */
  public final String problem() {
    return problem;
  }

  /** The line of the template, from 1; 0 if it is not known. */
  public final int line() {
    return line;
  }

  /** The same at a line, or this one if it knows its line. */
  public abstract TemplateException at(int line);
}
