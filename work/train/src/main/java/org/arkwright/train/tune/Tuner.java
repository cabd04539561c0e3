package org.arkwright.train.tune;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Locale;
import java.util.Map;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.arkwright.train.format.AdapterFolder;
import org.arkwright.train.format.BaseRecord;
import org.arkwright.train.format.PeftFolder;
import org.arkwright.train.format.TunedModel;
import org.arkwright.train.format.TuningBase;
import org.arkwright.train.gang.Gang;
import org.arkwright.train.loop.MemoryNeed;
import org.arkwright.train.model.Adapter;
import org.arkwright.train.model.AdapterShape;
import org.arkwright.train.model.Llama;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.model.ParameterLayout;
import org.arkwright.train.model.Parameters;
import org.arkwright.train.model.TrainingDevice;
import org.arkwright.train.report.JobUsage;
import org.arkwright.train.report.TrackingClient;
import org.arkwright.train.report.TrainingProgress;
import org.arkwright.train.text.Corpus;
import org.arkwright.train.token.ChatTokens;
import org.arkwright.train.tune.TuningSettings.Method;

/**
 * A complete tuning job, from a model and a folder of examples to a folder with what was learnt.
 */
public final class Tuner {
  private static final int HELD_OUT_MAX = 256;

  private final TuningSettings settings;
  private final TrainingDevice device;
  private final Map<String, String> environment;
  private final BooleanSupplier stopping;

  /**
   * Creates a tuning job.
   *
   * @param device the device of this rank
   * @param stopping whether this rank was asked to stop; checked after each step
   */
  public Tuner(
      TuningSettings settings,
      TrainingDevice device,
      Map<String, String> environment,
      BooleanSupplier stopping) {
    this.settings = settings;
    this.device = device;
    this.environment = Map.copyOf(environment);
    this.stopping = stopping;
  }

  /**
   * Tunes, and writes the result if it finished and this rank is the leader.
   *
   * @return the steps that were done before it was asked to stop; empty when it finished
   */
  public Optional<Long> run(Gang gang) throws IOException {
    try (TrackingClient tracking =
        TrackingClient.start(
            gang.isLeader() ? environment : Map.of(), line -> System.err.println(line), stopping)) {
      TrainingProgress progress =
          new TrainingProgress(
              System.out, tracking, gang.isLeader(), settings.logSteps(), System::nanoTime);
      return run(gang, tracking, progress);
    }
  }

  private Optional<Long> run(Gang gang, TrackingClient tracking, TrainingProgress progress)
      throws IOException {
    Optional<JobUsage> usageAtStart =
        gang.isLeader() ? JobUsage.soFar(environment) : Optional.empty();
    TuningBase base = TuningBase.find(settings.folders().base());
    LlamaConfig config = base.config();
    int maxLength = Math.min(settings.steps().maxLength(), config.contextLength());
    Corpus corpus = Corpus.find(settings.folders().data());
    ExampleReader.Found found;
    try (ChatTokens tokens = base.chatTokens()) {
      found = ExampleReader.read(corpus, tokens, maxLength);
    }
    PackedData data =
        PackedData.of(
            found.examples(), settings.validation(), HELD_OUT_MAX, maxLength, settings.seed());
    corpus.leftOut().ifPresent(progress::say);
    found.notes().forEach(progress::say);
    Optional<AdapterShape> shape = shape();
    long trainable =
        shape.map(s -> Adapter.layout(config, s).elements()).orElse(config.parameters());
    boolean recompute = recompute(config, trainable, maxLength, progress);
    progress.say(
        ("read %,d examples: %,d to learn in %,d sequences of %,d tokens, %,d held out; %,d of %,d"
                + " parameters; %d rank%s on %s")
            .formatted(
                found.examples().size(),
                data.examples(),
                data.sequences(),
                data.tokens(),
                found.examples().size() - data.examples(),
                trainable,
                config.parameters() + (shape.isPresent() ? trainable : 0),
                gang.size(),
                gang.size() == 1 ? "" : "s",
                device));
    double rate = settings.learningRate().orElse(UsualRates.of(config, shape.isPresent()));
    tracking.parameters(parameters(trainable, rate, data, gang.size()));
    BaseRecord record =
        BaseRecord.of(
            environment.getOrDefault(
                "ARKWRIGHT_BASE_NAME", settings.folders().base().getFileName().toString()),
            base.weightFiles());
    try (Parameters weights =
        shape.isPresent()
            ? Parameters.frozen(ParameterLayout.of(config), device)
            : new Parameters(ParameterLayout.of(config), device)) {
      base.load(weights);
      Optional<Adapter> adapter = adapter(config, shape);
      try {
        Parameters trained = adapter.map(Adapter::parameters).orElse(weights);
        Tuning.Outcome outcome =
            new Tuning(
                    settings,
                    rate,
                    gang,
                    data,
                    new TunedPass(
                        new Llama(config, weights, maxLength, adapter),
                        device,
                        recompute,
                        adapter.isEmpty()),
                    trained,
                    TuningFingerprint.of(settings, record, data, begun(), shape, rate, gang.size()),
                    progress,
                    stopping)
                .run();
        return switch (outcome) {
          case Tuning.Outcome.Stopped(long steps) -> Optional.of(steps);
          case Tuning.Outcome.Finished done -> {
            progress.say(summary(done));
            if (gang.isLeader()) {
              TuningCard card = card(done, record, data, shape, rate, gang.size(), found);
              write(base, weights, adapter, record, card, usageAtStart, progress);
            }
            yield Optional.empty();
          }
        };
      } finally {
        adapter.ifPresent(Adapter::close);
      }
    }
  }

  private Optional<AdapterShape> shape() throws IOException {
    Optional<Path> given = settings.folders().adapter();
    return switch (settings.method()) {
      case Method.Full _ -> Optional.empty();
      case Method.Lora(int rank, double alpha) ->
          Optional.of(
              given.isPresent()
                  ? PeftFolder.shape(given.get())
                  : new AdapterShape(rank, alpha, AdapterShape.ALL_LINEAR));
    };
  }

  private Optional<Adapter> adapter(LlamaConfig config, Optional<AdapterShape> shape)
      throws IOException {
    Optional<Path> given = settings.folders().adapter();
    if (given.isPresent()) {
      return Optional.of(PeftFolder.read(given.get(), config, device));
    }
    Optional<Adapter> adapter = shape.map(found -> new Adapter(config, found, device));
    adapter.ifPresent(made -> made.initialise(settings.seed()));
    return adapter;
  }

  /** The digest of the adapter that it goes on from; empty if there is none. */
  private String begun() throws IOException {
    Optional<Path> given = settings.folders().adapter();
    return given.isPresent()
        ? BaseRecord.of("adapter", List.of(PeftFolder.weights(given.get()))).digests()
        : "";
  }

  /** Whether inner values are computed again; refuses what does not fit either way. */
  private boolean recompute(
      LlamaConfig config, long trainable, int maxLength, TrainingProgress progress) {
    boolean adapter = settings.method() instanceof Method.Lora;
    long tokens = (long) settings.steps().batch() * maxLength;
    TuningMemory keeping = TuningMemory.of(config, trainable, adapter, tokens, false);
    TuningMemory again = TuningMemory.of(config, trainable, adapter, tokens, true);
    if (device.kind() != TrainingDevice.Kind.CPU) {
      return settings.recomputing() == TuningSettings.Recomputing.ALWAYS;
    }
    var available = settings.memory().isPresent() ? settings.memory() : MemoryNeed.ofMachine();
    boolean recompute =
        switch (settings.recomputing()) {
          case ALWAYS -> true;
          case NEVER -> false;
          case AUTO -> available.isPresent() && keeping.total() > available.getAsLong();
        };
    TuningMemory chosen = recompute ? again : keeping;
    chosen.check(available);
    progress.say(
        "memory: about %s%s".formatted(chosen, recompute ? "; inner values computed twice" : ""));
    return recompute;
  }

  private static String summary(Tuning.Outcome.Finished done) {
    String heldOut =
        done.before().isPresent() && done.after().isPresent()
            ? String.format(
                Locale.ROOT,
                "; held-out answers %.4f nats a token before, %.4f after",
                done.before().getAsDouble(),
                done.after().getAsDouble())
            : "";
    return String.format(
        Locale.ROOT,
        "tuned on %,d tokens in %.1f s: %,.0f tokens/s%s",
        done.tokens(),
        done.seconds(),
        done.tokens() / done.seconds(),
        heldOut);
  }

  private TuningCard card(
      Tuning.Outcome.Finished done,
      BaseRecord record,
      PackedData data,
      Optional<AdapterShape> shape,
      double rate,
      int ranks,
      ExampleReader.Found found) {
    OptionalDouble before = done.before();
    return new TuningCard(
        settings.name(),
        record,
        environment.getOrDefault("ARKWRIGHT_DATA_NAME", settings.folders().data().toString()),
        shape
            .map(s -> "a LoRA adapter of rank %d, alpha %s".formatted(s.rank(), s.alpha()))
            .orElse("all weights"),
        settings.merge() || shape.isEmpty(),
        new TuningCard.Effort(
            data.examples(),
            done.steps(),
            done.epochs(),
            done.tokens(),
            done.answers(),
            rate,
            done.seconds(),
            ranks),
        new TuningCard.Losses(
            done.trainingLoss(), before, done.after(), found.examples().size() - data.examples()),
        Optional.empty(),
        environment);
  }

  private void write(
      TuningBase base,
      Parameters weights,
      Optional<Adapter> adapter,
      BaseRecord record,
      TuningCard card,
      Optional<JobUsage> usageAtStart,
      TrainingProgress progress)
      throws IOException {
    Path out = settings.folders().out();
    boolean whole = settings.merge() || adapter.isEmpty();
    Files.createDirectories(out);
    if (adapter.isPresent()) {
      // Beside a whole model it would be a second GGUF file, of which neither is the model.
      Path folder = whole ? out.resolve("adapter") : out;
      AdapterFolder.write(folder, adapter.get(), base, record, settings.name());
    }
    if (whole) {
      adapter.ifPresent(learnt -> learnt.mergeInto(weights));
      TunedModel.write(out, base, weights, settings.name()).forEach(progress::say);
    }
    Optional<JobUsage> usage =
        usageAtStart.flatMap(start -> JobUsage.soFar(environment).map(now -> now.since(start)));
    Files.writeString(out.resolve("README.md"), card.with(usage).text(), StandardCharsets.UTF_8);
    progress.say("wrote the %s to %s".formatted(whole ? "model" : "adapter", out));
  }

  private Map<String, String> parameters(long trainable, double rate, PackedData data, int ranks) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("method", settings.method() instanceof Method.Lora ? "lora" : "full");
    if (settings.method() instanceof Method.Lora(int rank, double alpha)) {
      parameters.put("rank", Integer.toString(rank));
      parameters.put("alpha", Double.toString(alpha));
    }
    parameters.put("trainable_parameters", Long.toString(trainable));
    parameters.put("learning_rate", Double.toString(rate));
    parameters.put("examples", Integer.toString(data.examples()));
    parameters.put("tokens_per_epoch", Long.toString(data.tokens()));
    parameters.put("max_length", Integer.toString(settings.steps().maxLength()));
    parameters.put("batch", Integer.toString(settings.steps().batch()));
    parameters.put("accumulation", Integer.toString(settings.steps().accumulation()));
    parameters.put("ranks", Integer.toString(ranks));
    parameters.put("device", device.toString());
    parameters.put("seed", Long.toString(settings.seed()));
    return parameters;
  }
}
