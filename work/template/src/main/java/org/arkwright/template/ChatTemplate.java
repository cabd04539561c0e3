package org.arkwright.template;

import java.time.LocalDateTime;
import java.util.List;
import java.util.Map;
import org.arkwright.template.bound.Limits;
import org.arkwright.template.failure.TemplateException;
import org.arkwright.template.failure.TemplateSyntaxException;
import org.arkwright.template.render.Library;
import org.arkwright.template.render.Renderer;
import org.arkwright.template.syntax.Parser;
import org.arkwright.template.syntax.Statement;
import org.jspecify.annotations.Nullable;

/**
 * A model's chat template, read once and rendered for each chat. It is a stranger's program: it
 * reaches nothing but what it is given, and the {@link Limits} of a rendering bound its time and
 * memory. For any number of threads.
 */
public final class ChatTemplate {
  private final List<Statement> statements;

  private ChatTemplate(List<Statement> statements) {
    this.statements = statements;
  }

  /**
   * Reads a template.
   *
   * @throws TemplateSyntaxException if it is no Jinja, or uses a filter, test or tag that this
   *     engine does not have: with the line, what was found and what was expected
   */
  public static ChatTemplate compile(String source) {
    try {
      return new ChatTemplate(Parser.parse(source, Library.VOCABULARY));
    } catch (StackOverflowError _) {
      // The thread has less stack than the bound on nesting expects.
      throw new TemplateSyntaxException("the template nests deeper than the stack", 0);
    }
  }

  /**
   * The text of a chat.
   *
   * @throws TemplateException if there is none; whatever the template does, nothing else is thrown
   */
  public RenderedChat render(ChatInput chat) {
    return render(chat.variables(), chat.now(), Limits.DEFAULT);
  }

  /**
   * What the template writes when it knows these variables.
   *
   * @param variables null, booleans, numbers, strings, and lists and maps of such
   * @param now what {@code strftime_now} tells
   * @throws TemplateException if it fails; whatever the template does, nothing else is thrown
   */
  public RenderedChat render(
      Map<String, ? extends @Nullable Object> variables, LocalDateTime now, Limits limits) {
    Renderer.Result result = Renderer.render(statements, variables, now, limits);
    return new RenderedChat(
        result.text(),
        result.generated().stream()
            .map(part -> new RenderedChat.Part(part.start(), part.end()))
            .toList());
  }
}
