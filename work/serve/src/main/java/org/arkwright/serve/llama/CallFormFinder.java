package org.arkwright.serve.llama;

import java.util.List;
import java.util.Optional;
import java.util.function.Function;
import java.util.regex.Pattern;
import org.arkwright.serve.runtime.Prompt;
import org.arkwright.serve.runtime.Prompt.Call;
import org.arkwright.serve.runtime.Prompt.Message;
import org.arkwright.template.failure.TemplateException;

/** Finds the form of a model's function calls: by what its template makes of one. */
final class CallFormFinder {
  private static final String NAME = "look_up";
  private static final Prompt.Chat ASKED =
      new Prompt.Chat(
          List.of(
              Message.of("user", "Which?"),
              new Message(
                  "assistant",
                  Optional.empty(),
                  List.of(new Call("call00001", NAME, "{\"word\":\"dog\"}")),
                  Optional.empty(),
                  Optional.empty()),
              new Message(
                  "tool",
                  Optional.of("a dog"),
                  List.of(),
                  Optional.of("call00001"),
                  Optional.of(NAME))),
          List.of(
              """
              {"type":"function","function":{"name":"look_up","description":"Looks up a word.",
               "parameters":{"type":"object","properties":{"word":{"type":"string"}},
               "required":["word"]}}}\
              """));

  private CallFormFinder() {}

  /**
   * Finds a form.
   *
   * @param source the template
   * @param render the template at work
   * @return empty when it is none of ours
   */
  static Optional<CallForm> find(String source, Function<Prompt.Chat, String> render) {
    try {
      Optional<CallForm> written = in(render.apply(ASKED));
      if (written.isPresent()) {
        return written;
      }
    } catch (TemplateException _) {
      // It takes no such messages.
    }
    return in(source); // What it tells the model in words may say enough.
  }

  private static Optional<CallForm> in(String text) {
    for (CallForm form : CallForm.values()) {
      if (pattern(form).matcher(text).find()) {
        return Optional.of(form);
      }
    }
    return Optional.empty();
  }

  private static Pattern pattern(CallForm form) {
    String open = Pattern.quote(form.open) + "\\s*";
    return switch (form) {
      case HERMES -> Pattern.compile(open + "\\\\?n?\\{\\\\?\"name\\\\?\": ?");
      case MISTRAL -> Pattern.compile(open + "\\[\\s*\\{");
      case MISTRAL_ARGS -> Pattern.compile(open + NAME + "|" + open + ".{0,80}\\[ARGS]");
      // Not the function's description, which has a name and parameters, too.
      case LLAMA ->
          Pattern.compile(
              "\\{\"name\": ?(\"%s\", ?\"parameters\": ?\\{\"word\"|function name, \"parameters\")"
                  .formatted(NAME));
      case BARRED_LIST -> Pattern.compile(open + "(\\[\\s*\\{\"name\"|followed by a JSON list)");
    };
  }
}
