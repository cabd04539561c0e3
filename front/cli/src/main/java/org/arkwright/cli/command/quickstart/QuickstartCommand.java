package org.arkwright.cli.command.quickstart;

import java.io.IOException;
import java.math.BigDecimal;
import java.nio.file.Path;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.Optional;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.command.OptionErrors;
import org.arkwright.cli.follow.Interrupts;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Colors;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.Terminal;
import org.arkwright.cli.terminal.WrongUseException;
import org.arkwright.model.job.TrainingMinutes;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;

/**
 * {@code quickstart}: goes from text to a model that answers and a bill of what it cost, by a
 * recipe of calls of the API. It prints the command that a user would type for each.
 */
@Command(
    name = "quickstart",
    description = {
      "Train a small model on this machine, deploy it, query it and see the bill, step by step.",
      "Each step is a call that you could make; steps already done are skipped, and a training"
          + " that goes on is followed."
    })
public final class QuickstartCommand implements Callable<Integer> {
  private static final Map<String, String> OPTIONS = Map.of("minutes", "--minutes");

  private final Session session;
  private final ToIntFunction<String[]> arkwright;

  @Spec private @Nullable CommandSpec owner;

  @Option(names = "--minutes", paramLabel = "N", description = "Minutes to train; default: 2.")
  private String minutes = "2";

  @Option(
      names = "--chat-model",
      paramLabel = "FILE",
      description =
          "A GGUF file of a chat model to talk to, too; default: the smallest in $ARKWRIGHT_MODELS,"
              + " else in models or ../shared/data/models, if there is one.")
  private String chatModel = "";

  @Option(names = "--down", description = "Stop the control plane at the end.")
  private boolean down;

  /**
   * @param arkwright executes a command's arguments and returns its exit code
   */
  public QuickstartCommand(Session session, ToIntFunction<String[]> arkwright) {
    this.session = session;
    this.arkwright = arkwright;
  }

  @Override
  public Integer call() throws IOException {
    if (session.serverUrl().isPresent()) {
      throw new FailureException(
          "ARKWRIGHT_URL is set\nUnset it: quickstart starts its own server on this machine.");
    }
    // The server refuses the same, but training comes after much else.
    if (!minutes.matches("[0-9]{1,7}([.][0-9]{1,9})?")
        || new BigDecimal(minutes).compareTo(TrainingMinutes.MIN) < 0
        || new BigDecimal(minutes).compareTo(TrainingMinutes.MAX) > 0) {
      throw WrongUseException.ofValue(
          "--minutes",
          minutes,
          "a number from %s to %s"
              .formatted(TrainingMinutes.MIN, TrainingMinutes.MAX.toPlainString()));
    }
    Optional<Path> chat = ChatModelFile.find(session, chatModel);
    Instant start = session.now();
    List<RecipeStep> steps = QuickstartRecipe.steps(session, minutes, down, chat, this::run);
    for (int i = 0; i < steps.size(); i++) {
      String where = "%d/%d".formatted(i + 1, steps.size());
      Interrupts.onInterrupt(() -> {
        tellStopped(where);
        System.exit(ExitCode.INTERRUPTED);
      });
      int code = ExitCode.FAILURE;
      boolean isWrong = false;
      try {
        code = take(where, steps.get(i));
      } catch (ProblemException refused) {
        isWrong = refused.problem().isWrongUse();
        throw new OptionErrors(Objects.requireNonNull(owner).commandLine(), OPTIONS)
            .explain(refused);
      } finally {
        if (code != ExitCode.OK && !isWrong) {
          tellStopped(where);
        }
      }
      if (code != ExitCode.OK) {
        return code;
      }
    }
    printNextSteps(Duration.between(start, session.now()), chat.isPresent());
    return ExitCode.OK;
  }

  private int take(String where, RecipeStep step) throws IOException {
    Terminal terminal = session.terminal();
    Colors colors = terminal.colors();
    terminal.out().println();
    terminal.out().println(colors.bold(where + "  " + step.title()));
    Optional<String> done = step.done();
    if (done.isPresent()) {
      terminal.out().println(colors.faint("skipped: " + done.get()));
      return ExitCode.OK;
    }
    if (!step.call().isEmpty()) {
      // Commands that only ask are printed as each of them is run.
      terminal
          .out()
          .println(colors.faint("$ " + typed(step.typed().getFirst()) + "  # " + step.call()));
    }
    return step.run();
  }

  private int run(List<String> command) {
    Terminal terminal = session.terminal();
    terminal.out().println(terminal.colors().faint("$ " + typed(command)));
    List<String> all = new ArrayList<>(session.homeArguments());
    all.addAll(command);
    return arkwright.applyAsInt(all.toArray(String[]::new));
  }

  private void tellStopped(String where) {
    session
        .terminal()
        .tell(
            "The quickstart stops at step %s. `%s` resumes there."
                .formatted(where, typed(again())));
  }

  private List<String> again() {
    List<String> again = new ArrayList<>(List.of("quickstart"));
    if (!minutes.equals("2")) {
      again.addAll(List.of("--minutes", minutes));
    }
    if (!chatModel.isEmpty()) {
      again.addAll(List.of("--chat-model", chatModel));
    }
    if (down) {
      again.add("--down");
    }
    return again;
  }

  private String typed(List<String> arguments) {
    StringBuilder line = new StringBuilder("arkwright");
    List<String> all = new ArrayList<>(session.homeArguments());
    all.addAll(arguments);
    for (String argument : all) {
      line.append(' ').append(argument.matches("[\\w./:=@-]+") ? argument : "\"" + argument + "\"");
    }
    return line.toString();
  }

  private void printNextSteps(Duration elapsed, boolean hasAssistant) {
    Terminal terminal = session.terminal();
    terminal.out().println();
    terminal
        .out()
        .println(
            terminal
                .colors()
                .bold("Done in %d:%02d.".formatted(elapsed.toMinutes(), elapsed.toSecondsPart())));
    if (down) {
      return;
    }
    terminal.out().println("The control plane keeps running. Try next:");
    printCommands(
        List.of(
            List.of("chat", hasAssistant ? QuickstartRecipe.ASSISTANT : QuickstartRecipe.MODEL),
            List.of("run", "--", "uname", "-a"),
            List.of("key", "create"),
            List.of("usage"),
            List.of("down", "--stop-jobs")));
    if (!hasAssistant) {
      terminal
          .out()
          .println(
              "To talk to a model that knows more, bring one: a .gguf file, or hf:OWNER/NAME of"
                  + " Hugging Face, such as hf:HuggingFaceTB/SmolLM2-135M-Instruct:");
      printCommands(
          List.of(
              List.of("model", "import", QuickstartRecipe.ASSISTANT, "FILE.gguf"),
              List.of(
                  "deploy",
                  QuickstartRecipe.ASSISTANT,
                  "--model",
                  QuickstartRecipe.ASSISTANT,
                  "--context",
                  "2048"),
              List.of("chat", QuickstartRecipe.ASSISTANT)));
    }
  }

  private void printCommands(List<List<String>> commands) {
    for (List<String> arguments : commands) {
      session.terminal().say("  " + typed(arguments));
    }
  }
}
