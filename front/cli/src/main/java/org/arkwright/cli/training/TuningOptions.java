package org.arkwright.cli.training;

import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Spec;
import picocli.CommandLine.Spec.Target;

/** How a model is tuned. The server knows what each option may be, and what goes together. */
@SuppressWarnings("UnusedVariable") // The options are read by what was typed, through the parser.
public final class TuningOptions {
  @Spec(Target.MIXEE)
  private @Nullable CommandSpec owner;

  @Option(names = "--rank", paramLabel = "N", description = "The adapter's rank; default: 16.")
  private String rank = "";

  @Option(
      names = "--alpha",
      paramLabel = "X",
      description = "Divided by the rank, the scale of the adapter; default: twice the rank.")
  private String alpha = "";

  @Option(names = "--epochs", paramLabel = "X", description = "Passes over the data; default: 3.")
  private String epochs = "";

  @Option(names = "--steps", paramLabel = "N", description = "Tune for N steps instead.")
  private String steps = "";

  @Option(
      names = "--max-length",
      paramLabel = "N",
      description = "Tokens of the longest example, and of a sequence of several; default: 1024.")
  private String maxLength = "";

  @Option(
      names = "--batch",
      paramLabel = "N",
      description = "Sequences per rank and pass; default: 1.")
  private String batch = "";

  @Option(names = "--accumulation", paramLabel = "N", description = "Passes per step; default: 1.")
  private String accumulation = "";

  @Option(
      names = "--learning-rate",
      paramLabel = "X",
      description = "Peak of the learning rate; default: by the model's width.")
  private String learningRate = "";

  @Option(
      names = "--warm-up",
      paramLabel = "N",
      description = "Steps until that peak; default: a tenth, at most 100.")
  private String warmUp = "";

  @Option(
      names = "--weight-decay",
      paramLabel = "X",
      description = "Decay of weights, to 1; default: 0.")
  private String weightDecay = "";

  @Option(
      names = "--clip",
      paramLabel = "X",
      description = "Longest gradient, 0 for any; default: 1.")
  private String clip = "";

  @Option(
      names = "--validation",
      paramLabel = "X",
      description = "Share of the examples held out, to 0.5; default: 0.05.")
  private String validation = "";

  @Option(
      names = "--seed",
      paramLabel = "N",
      description = "Random seed of the adapter, of what is held out, and of order.")
  private String seed = "";

  @Option(
      names = "--recompute",
      paramLabel = "KIND",
      description = "auto, yes or no: less memory, more time; default: auto.")
  private String recompute = "";

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
          Map.entry("rank", "--rank"),
          Map.entry("alpha", "--alpha"),
          Map.entry("epochs", "--epochs"),
          Map.entry("steps", "--steps"),
          Map.entry("maxLength", "--max-length"),
          Map.entry("batch", "--batch"),
          Map.entry("accumulation", "--accumulation"),
          Map.entry("learningRate", "--learning-rate"),
          Map.entry("warmUp", "--warm-up"),
          Map.entry("weightDecay", "--weight-decay"),
          Map.entry("clip", "--clip"),
          Map.entry("validation", "--validation"),
          Map.entry("seed", "--seed"),
          Map.entry("recompute", "--recompute"),
          Map.entry("checkpointSeconds", "--checkpoint-seconds"),
          Map.entry("precision", "--precision"));

  /** Puts what was given into a request, as it was typed. */
  public void putInto(ObjectNode request) {
    TypedOptions.put(owner, OPTIONS, request);
  }
}
