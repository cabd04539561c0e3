package org.arkwright.cli.command.quickstart;

import java.io.IOException;
import java.io.UncheckedIOException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.function.ToIntFunction;
import org.arkwright.cli.api.UnreachableException;
import org.arkwright.cli.session.Session;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;

/** The steps from text to a model that answers, and the bill. */
final class QuickstartRecipe {
  static final String MODEL = "definer";
  static final String ASSISTANT = "assistant";
  private static final String EMBEDDER = "minilm";

  /** Enough for a talk, and a fraction of the memory that four whole contexts would take. */
  private static final int ASSISTANT_CONTEXT = 2048;

  private static final ArtifactName DATASET = new ArtifactName(ArtifactKind.DATASET, "wordnet");
  private static final List<String> QUESTIONS =
      List.of("What is a dog?", "What is a bridge?", "What is music?");

  private QuickstartRecipe() {}

  /**
   * Returns the steps in order.
   *
   * @param minutes for how long the model is trained, as typed
   * @param down whether the control plane is stopped at the end
   * @param chatModel a chat model to talk to, too; empty if none is here
   * @param arkwright executes a command's arguments and returns its exit code
   */
  static List<RecipeStep> steps(
      Session session,
      String minutes,
      boolean down,
      Optional<Path> chatModel,
      ToIntFunction<List<String>> arkwright) {
    ArtifactName model = new ArtifactName(ArtifactKind.MODEL, MODEL);
    ArtifactName embedder = new ArtifactName(ArtifactKind.MODEL, EMBEDDER);
    List<RecipeStep> steps =
        new ArrayList<>(
            List.of(
                new CommandStep(
                    "Start the control plane",
                    List.of(List.of("up")),
                    () -> isUp(session) ? Optional.of("already running") : Optional.empty(),
                    arkwright),
                new ImportStep(
                    session,
                    "Import the WordNet dictionary: real text to learn from",
                    DATASET,
                    Optional.empty()),
                new TrainStep(
                    session,
                    "Train a small language model on this machine's cores",
                    DATASET,
                    model,
                    minutes),
                new DeployStep(
                    session,
                    "Deploy it: from now on it answers through the OpenAI API",
                    MODEL,
                    OptionalInt.empty()),
                asking(
                    "Ask it. It only saw a dictionary, and for minutes: do not expect good answers",
                    QUESTIONS.stream().map(QuickstartRecipe::chat).toList(),
                    arkwright),
                new ImportStep(
                    session,
                    "Import a model that turns sentences into vectors",
                    embedder,
                    Optional.empty()),
                new DeployStep(session, "Deploy that too", EMBEDDER, OptionalInt.empty()),
                asking(
                    "Compare the meaning of two sentences",
                    List.of(
                        List.of(
                            "embed",
                            EMBEDDER,
                            "The cat sleeps on the sofa.",
                            "A kitten naps on a couch.")),
                    arkwright)));
    chatModel.ifPresent(file -> steps.addAll(talk(session, file, arkwright)));
    steps.add(asking("See what all of this cost", List.of(List.of("bill")), arkwright));
    if (down) {
      steps.add(
          asking("Stop the control plane", List.of(List.of("down", "--stop-jobs")), arkwright));
    }
    return List.copyOf(steps);
  }

  private static List<RecipeStep> talk(
      Session session, Path file, ToIntFunction<List<String>> arkwright) {
    return List.of(
        new ImportStep(
            session,
            "Import a chat model that lies on this machine",
            new ArtifactName(ArtifactKind.MODEL, ASSISTANT),
            Optional.of(file)),
        new DeployStep(
            session,
            "Deploy it, with room for %d tokens a request".formatted(ASSISTANT_CONTEXT),
            ASSISTANT,
            OptionalInt.of(ASSISTANT_CONTEXT)),
        asking(
            "Talk to it, by its own chat template",
            List.of(
                List.of(
                    "chat",
                    ASSISTANT,
                    "--system",
                    "You answer in one short sentence.",
                    "-q",
                    "What is the capital of France?",
                    "--max-tokens",
                    "48",
                    "--temperature",
                    "0")),
            arkwright));
  }

  private static RecipeStep asking(
      String title, List<List<String>> commands, ToIntFunction<List<String>> arkwright) {
    return new CommandStep(title, commands, Optional::empty, arkwright);
  }

  private static List<String> chat(String question) {
    return List.of("chat", MODEL, "-q", question, "--max-tokens", "48", "--temperature", "0.4");
  }

  private static boolean isUp(Session session) {
    try {
      session.api().get("/server");
      return true;
    } catch (UnreachableException _) {
      return false;
    } catch (IOException e) {
      throw new UncheckedIOException(e);
    }
  }
}
