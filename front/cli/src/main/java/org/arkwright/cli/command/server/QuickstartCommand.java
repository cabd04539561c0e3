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
 * The whole way from text to a model that answers and a bill that says what it cost. It runs the
 * very commands that a user would type, shows each, and leaves out those whose result is there.
 */
@Command(
    name = "quickstart",
    description = {
      "Train a small model on this machine, deploy it, ask it, and see the bill, step by step.",
      "Each step is a command that you could type; what is done already is left out."
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

  @Option(names = "--minutes", paramLabel = "N", description = "How long to train; else 2.")
  private String minutes = "2";

  @Option(names = "--down", description = "Stop the control plane at the end.")
  private boolean down;

  /**
   * @param arkwright executes the words of a command and returns its exit code
   */
  public QuickstartCommand(Session session, ToIntFunction<String[]> arkwright) {
    this.session = session;
    this.arkwright = arkwright;
  }

  /** A step's command failed and has said why. */
  private static final class StepException extends Exception {
    private static final long serialVersionUID = 1;
    private final int code;

    StepException(int code) {
      this.code = code;
    }
  }

  @Override
  public Integer call() throws IOException {
    if (session.isElsewhere()) {
      throw new FailureException(
          "ARKWRIGHT_URL names another server\nUnset it: quickstart starts one on this machine.");
    }
    Instant begun = session.now();
    try {
      takeSteps();
    } catch (StepException e) {
      session
          .terminal()
          .err()
          .println(
              "The quickstart stops here. `%s` goes on where it stopped."
                  .formatted(typed(List.of("quickstart"))));
      return e.code;
    }
    sayWhatNext(Duration.between(begun, session.now()));
    return ExitCode.OK;
  }

  private void takeSteps() throws IOException, StepException {
    begin("Start the control plane");
    unless(isUp(), "it runs", "up");
    begin("Import the WordNet dictionary: real text to learn from");
    unless(!dataset().isMissingNode(), "it is there", "dataset", "import", DATASET, "--builtin");
    begin("Train a small language model on this machine's cores");
    unless(
        isTrained(),
        "trained on this dataset for as long already",
        "train",
        "--data",
        DATASET,
        "--model",
        MODEL,
        "--preset",
        "nano",
        "--minutes",
        minutes);
    begin("Deploy it: from here on it answers behind the OpenAI API");
    deploy(MODEL);
    begin("Ask it. It learned for minutes from a dictionary, so take the answers lightly");
    for (String question : QUESTIONS) {
      run("chat", MODEL, "-q", question, "--max-tokens", "48", "--temperature", "0.4");
    }
    begin("Import a model that turns sentences into vectors");
    unless(
        !latest(ArtifactKind.MODEL, EMBEDDER).isMissingNode(),
        "it is there",
        "model",
        "import",
        EMBEDDER,
        "--builtin");
    begin("Deploy that too");
    deploy(EMBEDDER);
    begin("Compare two sentences by what they mean");
    List<String> words = new ArrayList<>(List.of("embed", EMBEDDER));
    words.addAll(SENTENCES);
    run(words.toArray(String[]::new));
    begin("See what it all has cost");
    run("bill");
    if (down) {
      begin("Stop the control plane");
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

  /** The latest version; missing when there is none. */
  private JsonNode latest(ArtifactKind kind, String name) throws IOException {
    return found(ApiPaths.artifact(ProjectName.DEFAULT.value(), ArtifactOption.ref(kind, name)));
  }

  private JsonNode found(String path) throws IOException {
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
        && lineage.path("origin").asText("").contains(" --minutes " + minutes + "\n");
  }

  /** Half a core each, so that there is room for jobs beside them. */
  private void deploy(String name) throws IOException, StepException {
    DeploymentAnswer there = new DeploymentAnswer(found(ApiPaths.deployment(name)));
    String latest = latest(ArtifactKind.MODEL, name).path("ref").asText("-");
    unless(
        there.state().equals("Ready") && latest.endsWith(there.model()),
        "it is ready",
        "deploy",
        name,
        "--model",
        name,
        "--cpus",
        "0.5");
  }

  private void begin(String title) {
    step++;
    Terminal terminal = session.terminal();
    Colors ink = terminal.ink();
    terminal.out().println();
    int of = down ? STEPS : STEPS - 1;
    terminal.out().println(ink.bold("%d/%d  %s".formatted(step, of, title)));
  }

  private void unless(boolean done, String why, String... words) throws StepException {
    if (done) {
      session.terminal().out().println(session.terminal().ink().faint("left out: " + why));
    } else {
      run(words);
    }
  }

  private void run(String... words) throws StepException {
    Terminal terminal = session.terminal();
    terminal.out().println(terminal.ink().faint("$ " + typed(List.of(words))));
    List<String> all = new ArrayList<>(session.homeWords());
    all.addAll(List.of(words));
    int code = arkwright.applyAsInt(all.toArray(String[]::new));
    if (code != ExitCode.OK) {
      throw new StepException(code);
    }
  }

  private String typed(List<String> words) {
    StringBuilder line = new StringBuilder("arkwright");
    List<String> all = new ArrayList<>(session.homeWords());
    all.addAll(words);
    for (String word : all) {
      line.append(' ').append(word.matches("[\\w./:=@-]+") ? word : "\"" + word + "\"");
    }
    return line.toString();
  }

  private void sayWhatNext(Duration took) {
    Terminal terminal = session.terminal();
    terminal.out().println();
    terminal
        .out()
        .println(
            terminal
                .ink()
                .bold("Done in %d:%02d.".formatted(took.toMinutes(), took.toSecondsPart())));
    if (down) {
      return;
    }
    terminal.out().println("The control plane stays up. Try next:");
    for (List<String> words :
        List.of(
            List.of("chat", MODEL),
            List.of("run", "--", "uname", "-a"),
            List.of("key", "create"),
            List.of("usage"),
            List.of("down", "--stop-jobs"))) {
      terminal.out().println("  " + typed(words));
    }
  }
}
