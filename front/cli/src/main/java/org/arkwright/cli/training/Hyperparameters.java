package org.arkwright.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/**
 * The options of the built-in trainer: what network, and how it learns. The server knows what each
 * may be, and what goes together.
 */
@SuppressWarnings("UnusedVariable") // The options are read by what was typed, through the parser.
public final class Hyperparameters {
  @Spec(Target.MIXEE)
  private @Nullable CommandSpec owner;

  @Option(
      names = "--preset",
      paramLabel = "SIZE",
      description = "nano (1 M parameters), micro (14 M) or mini (98 M); default: nano.")
  private String preset = "";

  @Option(names = "--minutes", paramLabel = "N", description = "Train for N minutes.")
  private String minutes = "";

  @Option(names = "--tokens", paramLabel = "N", description = "Train on N tokens.")
  private String tokens = "";

  @Option(names = "--steps", paramLabel = "N", description = "Train for N steps.")
  private String steps = "";

  @Option(names = "--seed", paramLabel = "N", description = "Random seed of weights and order.")
  private String seed = "";

  @Option(names = "--layers", paramLabel = "N", description = "Layers of the network.")
  private String layers = "";

  @Option(names = "--hidden", paramLabel = "N", description = "Width of the network.")
  private String hidden = "";

  @Option(names = "--intermediate", paramLabel = "N", description = "Width inside each layer.")
  private String intermediate = "";

  @Option(names = "--heads", paramLabel = "N", description = "Attention heads of each layer.")
  private String heads = "";

  @Option(names = "--vocabulary", paramLabel = "N", description = "Tokens of the vocabulary.")
  private String vocabulary = "";

  @Option(names = "--context", paramLabel = "N", description = "Tokens of a training sequence.")
  private String context = "";

  @Option(names = "--batch", paramLabel = "N", description = "Sequences per rank and pass.")
  private String batch = "";

  @Option(names = "--accumulation", paramLabel = "N", description = "Passes per step.")
  private String accumulation = "";

  @Option(names = "--learning-rate", paramLabel = "X", description = "Peak of the learning rate.")
  private String learningRate = "";

  @Option(names = "--warm-up", paramLabel = "N", description = "Steps until that peak.")
  private String warmUp = "";

  @Option(names = "--weight-decay", paramLabel = "X", description = "Decay of weights, to 1.")
  private String weightDecay = "";

  @Option(names = "--clip", paramLabel = "X", description = "Longest gradient; 0 for any.")
  private String clip = "";

  @Option(
      names = "--validation",
      paramLabel = "X",
      description = "Share of the text held out, to 0.5.")
  private String validation = "";

  @Option(
      names = "--checkpoint-seconds",
      paramLabel = "N",
      description = "Seconds between checkpoints; default: 30.")
  private String checkpointSeconds = "";

  @Option(
      names = "--precision",
      paramLabel = "KIND",
      description = "auto, float32 or bfloat16; default: auto.")
  private String precision = "";

  /** The option of each setting, by its field in a request. */
  public static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("preset", "--preset"),
          Map.entry("minutes", "--minutes"),
          Map.entry("tokens", "--tokens"),
          Map.entry("steps", "--steps"),
          Map.entry("seed", "--seed"),
          Map.entry("layers", "--layers"),
          Map.entry("hidden", "--hidden"),
          Map.entry("intermediate", "--intermediate"),
          Map.entry("heads", "--heads"),
          Map.entry("vocabulary", "--vocabulary"),
          Map.entry("context", "--context"),
          Map.entry("batch", "--batch"),
          Map.entry("accumulation", "--accumulation"),
          Map.entry("learningRate", "--learning-rate"),
          Map.entry("warmUp", "--warm-up"),
          Map.entry("weightDecay", "--weight-decay"),
          Map.entry("clip", "--clip"),
          Map.entry("validation", "--validation"),
          Map.entry("checkpointSeconds", "--checkpoint-seconds"),
          Map.entry("precision", "--precision"));

  /** Puts what was given into a request, as it was typed. */
  public void putInto(ObjectNode request) {
    TypedOptions.put(owner, OPTIONS, request);
  }
}
