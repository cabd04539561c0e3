package org.arkwright.train.tune;

import java.time.LocalDateTime;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import org.arkwright.template.ChatInput;
import org.arkwright.template.ChatTemplate;
import org.arkwright.template.failure.TemplateException;
import org.arkwright.train.report.TrainingProblem;
import org.arkwright.train.token.ChatTokens;
import org.jspecify.annotations.Nullable;

/**
 * Makes examples of chats by the model's own template. What is learnt are the assistant's messages,
 * each from where the template ends a prompt for it to the token that ends the answer: exactly what
 * the model is asked to write when it is served. Prompt and answer become tokens apart, as there.
 */
final class ChatExamples {
  private static final String ASSISTANT = "assistant";

  /** Some templates tell the date; equal data shall give equal examples. */
  private static final LocalDateTime NOW = LocalDateTime.of(2025, 1, 1, 0, 0);

  private final ChatTokens tokens;
  private final ChatTemplate template;

  private ChatExamples(ChatTokens tokens, ChatTemplate template) {
    this.tokens = tokens;
    this.template = template;
  }

  /**
   * Reads a model's template.
   *
   * @throws TrainingProblem when it has none, or one that cannot be read
   */
  static ChatExamples of(ChatTokens tokens) {
    String source =
        tokens
            .template()
            .orElseThrow(() ->
                new TrainingProblem(
                    "the base has no chat template\n"
                        + "expected data with prompt and completion, or with text"));
    try {
      return new ChatExamples(tokens, ChatTemplate.compile(source));
    } catch (TemplateException problem) {
      throw new TrainingProblem(
          "the base's chat template cannot be read: %s\nexpected data with prompt and completion"
              .formatted(problem.problem()));
    }
  }

  /**
   * Makes the examples of a chat: one, or one for each answer where the template shows earlier
   * answers otherwise than as they were written.
   *
   * @param messages each with role and content
   * @param learntFrom the first message whose answers count
   * @param tools the functions that the model may call
   * @throws TemplateException when the template refuses the chat
   * @throws TrainingProblem when it does not tell prompts from answers
   */
  List<Example> examples(
      List<Map<String, @Nullable Object>> messages,
      int learntFrom,
      Optional<List<? extends @Nullable Object>> tools) {
    List<Example> apart = new ArrayList<>();
    ExampleBuilder together = new ExampleBuilder();
    String before = "";
    boolean continuous = true;
    for (int i = 0; i < messages.size(); i++) {
      if (!ASSISTANT.equals(messages.get(i).get("role"))) {
        continue;
      }
      String prompt = render(messages.subList(0, i), tools, true);
      String whole = render(messages.subList(0, i + 1), tools, false);
      if (!whole.startsWith(prompt)) {
        // Some templates open the answer with more than they write of it later, such as a thought.
        prompt = render(messages.subList(0, i), tools, false);
      }
      if (!whole.startsWith(prompt)) {
        throw new TrainingProblem(
            "the chat template writes a prompt otherwise once its answer follows, so that neither"
                + " can be told from the other");
      }
      boolean learn = i >= learntFrom;
      int[] answer = tokens.encode(whole.substring(prompt.length()));
      continuous &= prompt.startsWith(before);
      if (continuous) {
        together.add(tokens.encode(prompt.substring(before.length())), false);
        addAnswer(together, answer, learn);
      }
      if (learn) {
        ExampleBuilder alone = new ExampleBuilder();
        alone.add(tokens.encode(prompt), false);
        addAnswer(alone, answer, true);
        alone.build().ifPresent(apart::add);
      }
      before = whole;
    }
    return continuous ? together.build().map(List::of).orElse(List.of()) : apart;
  }

  /** Adds an answer, which is learnt up to its end token; what templates write after it is not. */
  private void addAnswer(ExampleBuilder example, int[] answer, boolean learn) {
    int end = answer.length;
    for (int i = answer.length - 1; i >= 0; i--) {
      if (tokens.isEnd(answer[i])) {
        end = i + 1;
        break;
      }
    }
    for (int i = 0; i < answer.length; i++) {
      example.add(answer[i], learn && i < end);
    }
  }

  private String render(
      List<Map<String, @Nullable Object>> messages,
      Optional<List<? extends @Nullable Object>> tools,
      boolean prompt) {
    return template
        .render(new ChatInput(messages, tools, Optional.empty(), prompt, tokens.names(), NOW))
        .text();
  }
}
