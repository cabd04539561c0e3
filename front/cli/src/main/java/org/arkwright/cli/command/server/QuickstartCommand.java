package org.arkwright.cli.command.server;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.MissingNode;
import java.io.IOException;
import java.time.Duration;
import java.time.Instant;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.Callable;
import java.util.function.ToIntFunction;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.api.DeploymentAnswer;
import org.arkwright.cli.api.ProblemException;
import org.arkwright.cli.api.UnreachableException;
import org.arkwright.cli.command.artifact.ArtifactOption;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.Colors;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.Terminal;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.id.ProjectName;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;

/**
 * {@code quickstart}: goes from text to a model that answers and a bill of what it cost. It runs
 * the same commands that a user would type, prints each, and skips those already done.
 */
@Command(
    name = "quickstart",
    description = {
      "Train a small model on this machine, deploy it, query it and see the bill, step by step.",
      "Each step is a command that you could type; steps already done are skipped."
    })
public final class QuickstartCommand implements Callable<Integer> {
  private static final int NOT_FOUND = 404;
  private static final int STEPS = 10;
  private static final String DATASET = "wordnet";
  private static final String MODEL = "definer";
  private static final String EMBEDDER = "minilm";
  private static final List<String> QUESTIONS =
      List.of("What is a dog?", "What is a bridge?", "What is music?");
  private static final List<String> SENTENCES =
      List.of("The cat sleeps on the sofa.", "A kitten naps on a couch.");

  private final Session session;
  private final ToIntFunction<String[]> arkwright;
  private int step;

  @Option(names = "--minutes", paramLabel = "N", description = "Minutes to train; default: 2.")
  private String minutes = "2";

  @Option(names = "--down", description = "Stop the control plane at the end.")
  private boolean down;

  /**
   * @param arkwright executes a command's arguments and returns its exit code
   */
  public QuickstartCommand(Session session, ToIntFunction<String[]> arkwright) {
    this.session = session;
    this.arkwright = arkwright;
  }

  /** Thrown when a step's command failed; the command has printed the reason. */
  private static final class StepException extends Exception {
    private static final long serialVersionUID = 1;
    private final int code;

    StepException(int code) {
      this.code = code;
    }
  }

  @Override
  public Integer call() throws IOException {
    if (session.serverUrl().isPresent()) {
      throw new FailureException(
          "ARKWRIGHT_URL is set\nUnset it: quickstart starts its own server on this machine.");
    }
    Instant start = session.now();
    try {
      runSteps();
    } catch (StepException e) {
      session
          .terminal()
          .err()
          .println(
              "The quickstart stops here. `%s` resumes where it stopped."
                  .formatted(typed(List.of("quickstart"))));
      return e.code;
    }
    printNextSteps(Duration.between(start, session.now()));
    return ExitCode.OK;
  }

  private void runSteps() throws IOException, StepException {
    beginStep("Start the control plane");
    runUnless(isUp(), "already running", "up");
    beginStep("Import the WordNet dictionary: real text to learn from");
    runUnless(
        !dataset().isMissingNode(), "already imported", "dataset", "import", DATASET, "--builtin");
    beginStep("Train a small language model on this machine's cores");
    runUnless(
        isTrained(),
        "already trained on this dataset for that long",
        "train",
        "--data",
        DATASET,
        "--model",
        MODEL,
        "--preset",
        "nano",
        "--minutes",
        minutes);
    beginStep("Deploy it: from now on it answers through the OpenAI API");
    deploy(MODEL);
    beginStep("Ask it. It only saw a dictionary, and for minutes: do not expect good answers");
    for (String question : QUESTIONS) {
      run("chat", MODEL, "-q", question, "--max-tokens", "48", "--temperature", "0.4");
    }
    beginStep("Import a model that turns sentences into vectors");
    runUnless(
        !latest(ArtifactKind.MODEL, EMBEDDER).isMissingNode(),
        "already imported",
        "model",
        "import",
        EMBEDDER,
        "--builtin");
    beginStep("Deploy that too");
    deploy(EMBEDDER);
    beginStep("Compare the meaning of two sentences");
    List<String> embed = new ArrayList<>(List.of("embed", EMBEDDER));
    embed.addAll(SENTENCES);
    run(embed.toArray(String[]::new));
    beginStep("See what all of this cost");
    run("bill");
    if (down) {
      beginStep("Stop the control plane");
      run("down", "--stop-jobs");
    }
  }

  private boolean isUp() throws IOException {
    try {
      session.api().get("/server");
      return true;
    } catch (UnreachableException _) {
      return false;
    }
  }

  private JsonNode dataset() throws IOException {
    return latest(ArtifactKind.DATASET, DATASET);
  }

  /** Returns the latest version; a missing node if there is none. */
  private JsonNode latest(ArtifactKind kind, String name) throws IOException {
    return getIfExists(
        ApiPaths.artifact(ProjectName.DEFAULT.value(), ArtifactOption.ref(kind, name)));
  }

  private JsonNode getIfExists(String path) throws IOException {
    try {
      return session.api().get(path);
    } catch (ProblemException e) {
      if (e.problem().status() == NOT_FOUND) {
        return MissingNode.getInstance();
      }
      throw e;
    }
  }

  private boolean isTrained() throws IOException {
    JsonNode lineage = latest(ArtifactKind.MODEL, MODEL).path("lineage");
    return lineage.at("/inputs/data").asText("-").equals(dataset().path("ref").asText())
        && lineage.path("origin").asText("").stripTrailing().endsWith(" --minutes " + minutes);
  }

  /** Deploys a model on half a core, which leaves the rest of the machine to jobs. */
  private void deploy(String name) throws IOException, StepException {
    DeploymentAnswer current = new DeploymentAnswer(getIfExists(ApiPaths.deployment(name)));
    String latest = latest(ArtifactKind.MODEL, name).path("ref").asText("-");
    runUnless(
        current.state().equals("Ready") && latest.endsWith(current.model()),
        "already ready",
        "deploy",
        name,
        "--model",
        name,
        "--cpus",
        "0.5");
  }

  private void beginStep(String title) {
    step++;
    Terminal terminal = session.terminal();
    Colors colors = terminal.colors();
    terminal.out().println();
    int total = down ? STEPS : STEPS - 1;
    terminal.out().println(colors.bold("%d/%d  %s".formatted(step, total, title)));
  }

  private void runUnless(boolean done, String why, String... arguments) throws StepException {
    if (done) {
      session.terminal().out().println(session.terminal().colors().faint("skipped: " + why));
    } else {
      run(arguments);
    }
  }

  private void run(String... arguments) throws StepException {
    Terminal terminal = session.terminal();
    terminal.out().println(terminal.colors().faint("$ " + typed(List.of(arguments))));
    List<String> all = new ArrayList<>(session.homeArguments());
    all.addAll(List.of(arguments));
    int code = arkwright.applyAsInt(all.toArray(String[]::new));
    if (code != ExitCode.OK) {
      throw new StepException(code);
    }
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

  private void printNextSteps(Duration elapsed) {
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
    for (List<String> arguments :
        List.of(
            List.of("chat", MODEL),
            List.of("run", "--", "uname", "-a"),
            List.of("key", "create"),
            List.of("usage"),
            List.of("down", "--stop-jobs"))) {
      terminal.out().println("  " + typed(arguments));
    }
  }
}
