package org.arkwright.train.loop;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.security.MessageDigest;
import java.security.NoSuchAlgorithmException;
import java.util.HexFormat;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Optional;
import java.util.function.BooleanSupplier;
import java.util.stream.Collectors;
import java.util.stream.Stream;
import org.arkwright.train.format.BaseModel;
import org.arkwright.train.format.ModelCard;
import org.arkwright.train.format.ModelFolder;
import org.arkwright.train.gang.Gang;
import org.arkwright.train.model.Llama;
import org.arkwright.train.model.LlamaConfig;
import org.arkwright.train.model.ParameterLayout;
import org.arkwright.train.model.Parameters;
import org.arkwright.train.model.TrainingDevice;
import org.arkwright.train.report.JobUsage;
import org.arkwright.train.report.TrackingClient;
import org.arkwright.train.report.TrainingProgress;
import org.arkwright.train.text.Batches;
import org.arkwright.train.text.Corpus;
import org.arkwright.train.text.TokenStream;
import org.arkwright.train.token.BytePairTokenizer;
import org.arkwright.train.token.BytePairTrainer;
import org.arkwright.train.token.BytePairVocabulary;
import org.arkwright.train.token.Tokenizer;

/** A complete training job, from a folder of text to a folder with a model. */
public final class Trainer {
  private static final int VALIDATION_BLOCKS_MAX = 256;
  private static final long TOKENIZER_CHARACTERS_MAX = 64L << 20;

  private final TrainingSettings settings;
  private final TrainingDevice device;
  private final Map<String, String> environment;
  private final long startNanos;
  private final BooleanSupplier stopping;

  /**
   * Creates a training job.
   *
   * @param device the device of this rank
   * @param startNanos the start of this process, by {@link System#nanoTime}
   * @param stopping whether this rank was asked to stop; checked after each step
   */
  public Trainer(
      TrainingSettings settings,
      TrainingDevice device,
      Map<String, String> environment,
      long startNanos,
      BooleanSupplier stopping) {
    this.settings = settings;
    this.device = device;
    this.environment = Map.copyOf(environment);
    this.startNanos = startNanos;
    this.stopping = stopping;
  }

  /** Trains, and writes the model if training finished and this rank is the leader. */
  public Training.Outcome run(Gang gang) throws IOException {
    try (TrackingClient tracking =
        TrackingClient.start(
            gang.isLeader() ? environment : Map.of(), line -> System.err.println(line), stopping)) {
      TrainingProgress progress =
          new TrainingProgress(
              System.out, tracking, gang.isLeader(), settings.logSteps(), System::nanoTime);
      return run(gang, tracking, progress);
    }
  }

  private Training.Outcome run(Gang gang, TrackingClient tracking, TrainingProgress progress)
      throws IOException {
    // The job may have earlier usage.
    Optional<JobUsage> usageAtStart =
        gang.isLeader() ? JobUsage.soFar(environment) : Optional.empty();
    Corpus corpus = Corpus.find(settings.folders().data());
    Optional<BaseModel> base = Optional.empty();
    Optional<BytePairVocabulary> ownVocabulary;
    Tokenizer tokenizer;
    LlamaConfig config;
    if (settings.folders().base().isPresent()) {
      BaseModel model = BaseModel.open(settings.folders().base().get());
      base = Optional.of(model);
      ownVocabulary = model.ownVocabulary();
      tokenizer = model.tokenizer();
      config = model.config();
    } else {
      BytePairVocabulary vocabulary = learnVocabulary(corpus);
      ownVocabulary = Optional.of(vocabulary);
      tokenizer = new BytePairTokenizer(vocabulary);
      config = settings.network().config(vocabulary.tokens().size());
    }
    if (device.kind() == TrainingDevice.Kind.CPU) {
      MemoryNeed.check(config.parameters(), MemoryNeed.ofMachine());
    }
    TokenStream stream = TokenStream.of(corpus, tokenizer, settings.seed());
    int context = Math.min(settings.network().context(), config.contextLength());
    Batches batches =
        new Batches(stream, context, settings.validation(), VALIDATION_BLOCKS_MAX, settings.seed());
    corpus.leftOut().ifPresent(progress::say);
    stream.notes().forEach(progress::say);
    progress.say(
        ("read %,d file%s, %,d bytes: %,d tokens of a vocabulary of %,d; %,d parameters;"
                + " %d rank%s on %s")
            .formatted(
                corpus.files().size(),
                corpus.files().size() == 1 ? "" : "s",
                corpus.bytes(),
                stream.size(),
                tokenizer.size(),
                config.parameters(),
                gang.size(),
                gang.size() == 1 ? "" : "s",
                device));
    tracking.parameters(parameters(config, stream, gang.size()));
    try (Parameters parameters = new Parameters(ParameterLayout.of(config), device)) {
      if (base.isPresent()) {
        base.get().load(parameters);
      } else {
        parameters.initialise(config, settings.seed());
      }
      progress.begin();
      Training.Outcome outcome =
          new Training(
                  settings,
                  gang,
                  batches,
                  new Llama(config, parameters),
                  parameters,
                  context,
                  fingerprint(config, stream, gang.size()),
                  progress,
                  startNanos,
                  stopping)
              .run();
      if (outcome instanceof Training.Outcome.Finished done) {
        progress.say(
            "trained on %,d tokens in %.1f s: %,.0f tokens/s"
                .formatted(done.tokens(), done.seconds(), done.tokens() / done.seconds()));
      }
      if (gang.isLeader() && outcome instanceof Training.Outcome.Finished finished) {
        ModelCard card =
            new ModelCard(
                settings.name(),
                config,
                corpus,
                base.map(
                    b -> environment.getOrDefault("ARKWRIGHT_BASE_NAME", b.folder().toString())),
                new ModelCard.Effort(
                    finished.steps(), finished.tokens(), finished.seconds(), gang.size()),
                new ModelCard.Losses(
                    finished.trainingLoss(),
                    finished.validationLoss(),
                    stream.charactersPerToken()),
                usageAtStart.flatMap(b -> JobUsage.soFar(environment).map(now -> now.since(b))),
                environment);
        ModelFolder.write(
                settings.folders().out(),
                config,
                parameters,
                tokenizer,
                ownVocabulary,
                base,
                corpus.form(),
                card)
            .forEach(progress::say);
        progress.say("wrote the model to " + settings.folders().out());
      }
      return outcome;
    }
  }

  private BytePairVocabulary learnVocabulary(Corpus corpus) throws IOException {
    BytePairTrainer trainer = new BytePairTrainer();
    long[] characters = new long[1];
    var _ =
        corpus.forEach(document -> {
          // More text would hardly change the most frequent pairs.
          if (characters[0] < TOKENIZER_CHARACTERS_MAX) {
            trainer.add(document);
            characters[0] += document.length();
          }
        });
    return trainer.train(settings.network().vocabulary());
  }

  private Map<String, String> parameters(LlamaConfig config, TokenStream stream, int ranks) {
    Map<String, String> parameters = new LinkedHashMap<>();
    parameters.put("parameters", Long.toString(config.parameters()));
    parameters.put("layers", Integer.toString(config.layers()));
    parameters.put("hidden_size", Integer.toString(config.hiddenSize()));
    parameters.put("heads", Integer.toString(config.heads()));
    parameters.put("vocabulary", Integer.toString(config.vocabularySize()));
    parameters.put("context", Integer.toString(settings.network().context()));
    parameters.put("batch", Integer.toString(settings.optimisation().batch()));
    parameters.put("accumulation", Integer.toString(settings.optimisation().accumulation()));
    parameters.put("ranks", Integer.toString(ranks));
    parameters.put("device", device.toString());
    parameters.put("learning_rate", Double.toString(settings.optimisation().learningRate()));
    parameters.put("seed", Long.toString(settings.seed()));
    parameters.put("corpus_tokens", Integer.toString(stream.size()));
    return parameters;
  }

  private String fingerprint(LlamaConfig config, TokenStream stream, int ranks) {
    // Without the limit, as a run may be prolonged, and the device, as it may resume on another;
    // everything else determines what each step does. Written out, so that a record that gains a
    // component, or is renamed, does not disown the checkpoints of a run.
    String text =
        Stream.of(
                config.vocabularySize(),
                config.hiddenSize(),
                config.intermediateSize(),
                config.layers(),
                config.heads(),
                config.keyValueHeads(),
                config.headSize(),
                config.contextLength(),
                config.normEpsilon(),
                config.rope().theta(),
                config
                    .rope()
                    .stretch()
                    .map(stretch ->
                        "%s/%s/%s/%d"
                            .formatted(
                                stretch.factor(),
                                stretch.lowFrequencyFactor(),
                                stretch.highFrequencyFactor(),
                                stretch.originalContext()))
                    .orElse("none"),
                config.tiedEmbeddings(),
                settings.network().context(),
                settings.optimisation().batch() * settings.optimisation().accumulation() * ranks,
                settings.optimisation().learningRate(),
                settings.optimisation().warmUp(),
                settings.optimisation().weightDecay(),
                settings.optimisation().clip(),
                settings.validation(),
                settings.seed(),
                settings.folders().base().isPresent(),
                stream.size(),
                stream.digest())
            .map(String::valueOf)
            .collect(Collectors.joining(" "));
    try {
      byte[] digest =
          MessageDigest.getInstance("SHA-256").digest(text.getBytes(StandardCharsets.UTF_8));
      return HexFormat.of().formatHex(digest, 0, 12);
    } catch (NoSuchAlgorithmException impossible) {
      throw new IllegalStateException("every JDK has SHA-256", impossible);
    }
  }
}
