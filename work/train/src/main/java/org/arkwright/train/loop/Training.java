package org.arkwright.train.loop;

import java.io.IOException;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.arkwright.train.checkpoint.Checkpoints;
import org.arkwright.train.checkpoint.RunPosition;
import org.arkwright.train.gang.Gang;
import org.arkwright.train.loop.TrainingSettings.Limit;
import org.arkwright.train.model.AdamW;
import org.arkwright.train.model.Llama;
import org.arkwright.train.model.Parameters;
import org.arkwright.train.model.TensorData;
import org.arkwright.train.report.LongStepNotice;
import org.arkwright.train.report.TrainingProblem;
import org.arkwright.train.report.TrainingProgress;
import org.arkwright.train.text.Batches;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The training loop of one rank. All ranks call {@link #run} with the same settings; values that
 * they must agree on are exchanged with the gradients. Usable once, by one thread.
 */
public final class Training {
  private static final int VALIDATIONS_PER_RUN = 5;

  /** Steps of a run whose time is limited below which it is validated at its end alone. */
  private static final int VALIDATED_STEPS_MIN = 50;

  /** The share of a limited time that one validation may take, and the least it looks at. */
  private static final double VALIDATION_SHARE = 0.02;

  private static final int VALIDATION_BLOCKS_MIN = 4;

  /** A validation only computes forwards: a step's time is enough for as many of its sequences. */
  private static final double FORWARDS_PER_STEP = 3;

  private final TrainingSettings settings;
  private final Gang gang;
  private final Batches batches;
  private final Llama network;
  private final Parameters parameters;
  private final AdamW optimiser;
  private final TrainingProgress progress;
  private final Optional<Checkpoints> checkpoints;
  private final String fingerprint;
  private final BooleanSupplier stopping;
  private final LearningRateSchedule schedule;
  private final int context;
  private final long startNanos;
  private final long[] inputs;
  private final long[] targets;

  private long step;
  private long planned;
  private long validatedAt;
  private long sequences;
  private Optional<Pace> pace = Optional.empty();

  /** The part of a step that the latest one was, and that the next one is to be. */
  private double share = 1;

  private double nextShare = 1;
  private double earlierSeconds;
  private double lastLoss = Double.NaN;
  private OptionalDouble validationLoss = OptionalDouble.empty();

  /** The outcome of a run. */
  public sealed interface Outcome {
    /** All steps were done. */
    record Finished(
        long steps, long tokens, double seconds, double trainingLoss, OptionalDouble validationLoss)
        implements Outcome {}

    /** The run was asked to stop; a checkpoint was written if there is a folder for them. */
    record Stopped(long steps) implements Outcome {}
  }

  /**
   * Creates a run.
   *
   * @param startNanos the start of this process, by {@link System#nanoTime}
   * @param stopping whether this rank was asked to stop
   */
  public Training(
      TrainingSettings settings,
      Gang gang,
      Batches batches,
      Llama network,
      Parameters parameters,
      int context,
      String fingerprint,
      TrainingProgress progress,
      long startNanos,
      BooleanSupplier stopping) {
    this.settings = settings;
    this.gang = gang;
    this.batches = batches;
    this.network = network;
    this.parameters = parameters;
    this.context = context;
    this.fingerprint = fingerprint;
    this.progress = progress;
    this.startNanos = startNanos;
    this.stopping = stopping;
    this.optimiser = new AdamW(parameters, 0.9, 0.95, 1e-8, settings.optimisation().weightDecay());
    this.checkpoints = settings.folders().checkpoints().map(Checkpoints::new);
    this.schedule =
        new LearningRateSchedule(
            settings.optimisation().learningRate(), settings.optimisation().warmUp());
    this.inputs = new long[settings.optimisation().batch() * context];
    this.targets = new long[inputs.length];
    this.planned =
        switch (settings.limit()) {
          case Limit.Steps(long count) -> count;
          case Limit.Tokens(long count) -> Math.ceilDiv(count, tokensPerStep());
          case Limit.Minutes _ -> 0;
        };
  }

  private long tokensPerStep() {
    return (long) settings.optimisation().batch()
        * settings.optimisation().accumulation()
        * gang.size()
        * context;
  }

  /**
   * Trains until all steps are done, or until asked to stop.
   *
   * @throws TrainingProblem when the loss is not finite any more
   */
  public Outcome run() throws IOException {
    resume();
    long loopStart = System.nanoTime();
    long lastCheckpoint = loopStart;
    validatedAt = step;
    if (settings.limit() instanceof Limit.Minutes(double minutes)) {
      pace = Optional.of(new Pace(minutes * 60, elapsed()));
    }
    try (LongStepNotice notice = new LongStepNotice(progress::say).watch()) {
      while (planned == 0 || step < planned || hasRoom()) {
        notice.begins(step + 1);
        boolean stop = takeStep();
        notice.begins(0);
        double trained = earlierSeconds + seconds(loopStart, System.nanoTime());
        progress.step(step, planned, lastLoss, rate(), Math.round(share * tokensPerStep()));
        if (stop) {
          checkpoint(trained);
          return new Outcome.Stopped(step);
        }
        if (seconds(lastCheckpoint, System.nanoTime()) >= settings.checkpointSeconds()
            && step < planned) {
          checkpoint(trained);
          lastCheckpoint = System.nanoTime();
        }
        if (validationIsDue()) {
          validate();
        }
        pace.ifPresent(measured -> measured.ended(elapsed(), share));
      }
    }
    double trained = earlierSeconds + seconds(loopStart, System.nanoTime());
    validate();
    return new Outcome.Finished(step, sequences * context, trained, lastLoss, validationLoss);
  }

  /** Whether a rank that is alone has time for more than it planned; several cannot agree on it. */
  private boolean hasRoom() {
    return gang.size() == 1
        && pace.filter(time -> time.hasRoom(elapsed(), validationSteps())).isPresent();
  }

  /** The time that the run has taken, in seconds: this process, and its earlier attempts' loops. */
  private double elapsed() {
    return earlierSeconds + seconds(startNanos, System.nanoTime());
  }

  private boolean validationIsDue() {
    if (planned == 0 || step >= planned) {
      return false;
    }
    long every = Math.max(1, planned / VALIDATIONS_PER_RUN);
    // The plan of a limited time changes as it goes, so that its multiples would be missed.
    return pace.isPresent()
        ? planned >= VALIDATED_STEPS_MIN && step - validatedAt >= every
        : step % every == 0;
  }

  private double rate() {
    return schedule.rate(step - 1, planned);
  }

  /** Performs one optimiser step; returns whether any rank was asked to stop. */
  private boolean takeStep() {
    // Before the step, which is one of those that are planned.
    Pace.Plan plan =
        gang.isLeader()
            ? pace.map(time -> time.plan(step, elapsed(), validationSteps()))
                .orElse(Pace.Plan.UNKNOWN)
            : Pace.Plan.UNKNOWN;
    long proposed = plan.steps();
    // Several ranks agree on what follows while they exchange gradients, a step ahead.
    share = gang.size() > 1 ? nextShare : plan.share();
    nextShare = plan.shareAfter();
    int passes = part(settings.optimisation().accumulation());
    int rows =
        settings.optimisation().accumulation() > 1
            ? settings.optimisation().batch()
            : part(settings.optimisation().batch());
    try (PointerScope _ = new PointerScope()) {
      Tensor gradientsAndExtras = parameters.gradientsAndExtras();
      gradientsAndExtras.zero_();
      double loss = 0;
      for (int pass = 0; pass < passes; pass++) {
        loss += forwardAndBackward(rows);
      }
      loss /= passes;
      double stop = stopping.getAsBoolean() ? 1 : 0;
      if (gang.size() > 1) {
        long size = parameters.layout().elements();
        try (NoGradGuard _ = new NoGradGuard()) {
          Tensor extras = gradientsAndExtras.narrow(0, size, Parameters.SHARED_EXTRAS);
          float ahead = gang.isLeader() ? (float) nextShare : 0;
          extras.copy_(
              TensorData.tensor(new float[] {(float) loss, (float) stop, proposed, ahead}, 4));
          gang.sum(gradientsAndExtras);
          loss = extras.narrow(0, 0, 1).item_float() / gang.size();
          stop = extras.narrow(0, 1, 1).item_float();
          proposed = (long) extras.narrow(0, 2, 1).item_float();
          nextShare = extras.narrow(0, 3, 1).item_float();
        }
      }
      if (!Double.isFinite(loss)) {
        throw new TrainingProblem(
            "the loss is not finite any more at step %d\nexpected a lower --learning-rate than %s"
                .formatted(step + 1, settings.optimisation().learningRate()));
      }
      lastLoss = loss;
      planned = proposed > 0 ? Math.max(proposed, step + 1) : planned;
      clip(passes * gang.size());
      optimiser.step(step + 1, schedule.rate(step, planned));
      step++;
      return stop > 0;
    }
  }

  /** The part of that many which this step is; at least one. */
  private int part(int all) {
    return Math.max(1, (int) Math.round(all * share));
  }

  private double forwardAndBackward(int rows) {
    try (PointerScope _ = new PointerScope()) {
      long first = sequences + (long) gang.rank() * rows;
      for (int i = 0; i < rows; i++) {
        batches.training(first + i, inputs, targets, i * context);
      }
      sequences += (long) rows * gang.size();
      Tensor loss = network.loss(tokens(inputs, rows), tokens(targets, rows));
      loss.backward();
      return loss.item_float();
    }
  }

  /** Replaces the sum of gradients by their mean, and clips its norm to the maximum, if any. */
  private void clip(int summands) {
    double longest = settings.optimisation().clip();
    try (NoGradGuard _ = new NoGradGuard()) {
      Tensor gradients = parameters.gradients();
      double norm = gradients.norm().item_float() / summands;
      double factor = longest > 0 && norm > longest ? longest / norm : 1;
      if (factor / summands != 1) {
        gradients.mul_(new Scalar(factor / summands));
      }
    }
  }

  /** The time of the last validation, in steps. */
  private double validationSteps() {
    return validatedBlocks() / (FORWARDS_PER_STEP * sequencesPerStep());
  }

  private double sequencesPerStep() {
    return (double) tokensPerStep() / context;
  }

  /** The blocks that a validation looks at: all, or as many as a limited time has room for. */
  private int validatedBlocks() {
    int blocks = batches.validationBlocks();
    if (pace.isEmpty()) {
      return blocks;
    }
    double room = VALIDATION_SHARE * FORWARDS_PER_STEP * planned * sequencesPerStep();
    return (int) Math.min(blocks, Math.max(VALIDATION_BLOCKS_MIN, room));
  }

  private void validate() {
    int blocks = validatedBlocks();
    validatedAt = step;
    if (blocks == 0) {
      return;
    }
    try (PointerScope _ = new PointerScope();
        NoGradGuard _ = new NoGradGuard()) {
      double sum = 0;
      int count = 0;
      for (int from = gang.rank() * settings.optimisation().batch();
          from < blocks;
          from += gang.size() * settings.optimisation().batch()) {
        int size = Math.min(settings.optimisation().batch(), blocks - from);
        sum += validationLoss(from, size) * size;
        count += size;
      }
      Tensor sumAndCount =
          parameters.device().place(TensorData.tensor(new float[] {(float) sum, count}, 2));
      gang.sum(sumAndCount);
      double loss =
          sumAndCount.narrow(0, 0, 1).item_float() / sumAndCount.narrow(0, 1, 1).item_float();
      validationLoss = OptionalDouble.of(loss);
      progress.validation(step, loss);
    }
  }

  private double validationLoss(int from, int size) {
    try (PointerScope _ = new PointerScope()) {
      for (int i = 0; i < size; i++) {
        batches.validation(from + i, inputs, targets, i * context);
      }
      return network.loss(tokens(inputs, size), tokens(targets, size)).item_float();
    }
  }

  /** Returns the first rows of a batch as a tensor on the device. */
  private Tensor tokens(long[] batch, int rows) {
    return parameters
        .device()
        .place(
            TensorData.tensor(batch, settings.optimisation().batch(), context).narrow(0, 0, rows));
  }

  private void resume() throws IOException {
    if (checkpoints.isEmpty()) {
      return;
    }
    Optional<Checkpoints.Found> found = checkpoints.get().agreed(gang, fingerprint, progress::say);
    if (found.isEmpty()) {
      return;
    }
    found.get().restore(parameters, optimiser);
    RunPosition position = found.get().position();
    step = position.step();
    sequences = position.sequences();
    earlierSeconds = position.seconds();
    planned = position.plannedSteps() > 0 ? position.plannedSteps() : planned;
    progress.say("resuming from the checkpoint of step " + step);
  }

  private void checkpoint(double trained) throws IOException {
    if (gang.isLeader() && checkpoints.isPresent()) {
      checkpoints
          .get()
          .write(
              new RunPosition(fingerprint, step, planned, sequences, trained),
              parameters,
              optimiser);
    }
  }

  private static double seconds(long from, long to) {
    return (to - from) / 1e9;
  }
}
