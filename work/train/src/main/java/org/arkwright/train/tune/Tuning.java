package org.arkwright.train.tune;

import java.io.IOException;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.OptionalDouble;
import java.util.function.BooleanSupplier;
import org.arkwright.train.checkpoint.Checkpoints;
import org.arkwright.train.checkpoint.RunPosition;
import org.arkwright.train.gang.Gang;
import org.arkwright.train.loop.LearningRateSchedule;
import org.arkwright.train.model.AdamW;
import org.arkwright.train.model.Parameters;
import org.arkwright.train.model.TensorData;
import org.arkwright.train.report.LongStepNotice;
import org.arkwright.train.report.TrainingProblem;
import org.arkwright.train.report.TrainingProgress;
import org.bytedeco.javacpp.PointerScope;
import org.bytedeco.pytorch.NoGradGuard;
import org.bytedeco.pytorch.Scalar;
import org.bytedeco.pytorch.Tensor;

/**
 * The loop of a tuning in one rank. All ranks call {@link #run} with the same settings. Each token
 * that is learnt counts the same, however the examples lie in sequences, passes and ranks. Usable
 * once, by one thread.
 */
final class Tuning {
  /**
   * Checkpoints whose loss is looked at on the way; each look costs a pass over what is held out.
   */
  private static final int LOOKS_PER_RUN = 3;

  private static final int WARM_UP_SHARE = 10;
  private static final int WARM_UP_MAX = 100;

  private final TuningSettings settings;
  private final Gang gang;
  private final PackedData data;
  private final TunedPass pass;
  private final Parameters trained;
  private final AdamW optimiser;
  private final TrainingProgress progress;
  private final Optional<Checkpoints> checkpoints;
  private final String fingerprint;
  private final BooleanSupplier stopping;
  private final LearningRateSchedule schedule;
  private final double learningRate;
  private final long sequencesInAll;
  private final long planned;
  private long step;
  private long sequences;
  private long tokens;
  private long answers;
  private double earlierSeconds;
  private double lastLoss = Double.NaN;
  private boolean stop;

  /** What became of a run. */
  sealed interface Outcome {
    /**
     * All steps were done.
     *
     * @param before the loss of what is held out before the first step; empty if nothing is
     */
    record Finished(
        long steps,
        double epochs,
        long tokens,
        long answers,
        double seconds,
        double trainingLoss,
        OptionalDouble before,
        OptionalDouble after)
        implements Outcome {}

    /** The run was asked to stop; a checkpoint was written if there is a folder for them. */
    record Stopped(long steps) implements Outcome {}
  }

  Tuning(
      TuningSettings settings,
      double learningRate,
      Gang gang,
      PackedData data,
      TunedPass pass,
      Parameters trained,
      String fingerprint,
      TrainingProgress progress,
      BooleanSupplier stopping) {
    this.settings = settings;
    this.learningRate = learningRate;
    this.gang = gang;
    this.data = data;
    this.pass = pass;
    this.trained = trained;
    this.fingerprint = fingerprint;
    this.progress = progress;
    this.stopping = stopping;
    this.optimiser = new AdamW(trained, 0.9, 0.999, 1e-8, settings.weightDecay());
    this.checkpoints = settings.folders().checkpoints().map(Checkpoints::new);
    TuningSettings.Steps steps = settings.steps();
    this.sequencesInAll =
        steps.count().isPresent()
            ? steps.count().getAsLong() * sequencesPerStep()
            : Math.max(1, Math.round(steps.epochs() * data.sequences()));
    this.planned = Math.ceilDiv(sequencesInAll, (long) sequencesPerStep());
    int usual = (int) Math.min(WARM_UP_MAX, planned / WARM_UP_SHARE);
    this.schedule = new LearningRateSchedule(learningRate, steps.warmUp().orElse(usual));
  }

  private int sequencesPerStep() {
    return settings.steps().batch() * settings.steps().accumulation() * gang.size();
  }

  /**
   * Tunes until all steps are done, or until asked to stop.
   *
   * @throws TrainingProblem when the loss is not finite any more
   */
  Outcome run() throws IOException {
    OptionalDouble before = heldOutLoss();
    before.ifPresent(loss -> progress.validation(0, loss));
    resume();
    long start = System.nanoTime();
    long lastCheckpoint = start;
    long everyLook = Math.max(1, planned / LOOKS_PER_RUN);
    OptionalDouble after = before;
    try (LongStepNotice notice = new LongStepNotice(progress::say).watch()) {
      while (step < planned) {
        notice.begins(step + 1);
        long read = takeStep();
        notice.begins(0);
        progress.step(step, planned, lastLoss, schedule.rate(step - 1, planned), read);
        if (stop) {
          checkpoint(start);
          return new Outcome.Stopped(step);
        }
        if (System.nanoTime() - lastCheckpoint >= settings.checkpointSeconds() * 1e9
            && step < planned) {
          checkpoint(start);
          lastCheckpoint = System.nanoTime();
        }
        if (step % everyLook == 0 || step == planned) {
          after = heldOutLoss();
          after.ifPresent(loss -> progress.validation(step, loss));
        }
      }
    }
    return new Outcome.Finished(
        step,
        (double) sequencesInAll / data.sequences(),
        tokens,
        answers,
        seconds(start),
        lastLoss,
        before,
        after);
  }

  private double seconds(long start) {
    return earlierSeconds + (System.nanoTime() - start) / 1e9;
  }

  /** Takes one optimiser step; returns the tokens that all ranks read. */
  private long takeStep() {
    int count = (int) Math.min(sequencesPerStep(), sequencesInAll - sequences);
    List<List<Example>> all = new ArrayList<>();
    for (int i = 0; i < count; i++) {
      all.add(data.sequence(sequences + i));
    }
    long learnt = all.stream().mapToLong(PackedData::answers).sum();
    long read = all.stream().mapToLong(PackedData::inputs).sum();
    try (PointerScope _ = new PointerScope()) {
      var _ = trained.gradientsAndExtras().zero_();
      double loss = 0;
      List<Example> row = new ArrayList<>();
      int inRow = 0;
      for (int i = gang.rank(); i < count; i += gang.size()) {
        row.addAll(all.get(i));
        inRow++;
        if (inRow == settings.steps().batch()) {
          loss += pass.lossAndGradients(row, 1.0 / learnt);
          row.clear();
          inRow = 0;
        }
      }
      if (!row.isEmpty()) {
        loss += pass.lossAndGradients(row, 1.0 / learnt);
      }
      stop = stopping.getAsBoolean();
      lastLoss = shared(loss) / learnt;
      if (!Double.isFinite(lastLoss)) {
        throw new TrainingProblem(
            "the loss is not finite any more at step %d\nexpected a lower --learning-rate than %s"
                .formatted(step + 1, learningRate));
      }
      clip();
      optimiser.step(step + 1, schedule.rate(step, planned));
    }
    step++;
    sequences += count;
    tokens += read;
    answers += learnt;
    return read;
  }

  /** Sums gradients and loss over the ranks, which agree on stopping by the way. */
  private double shared(double loss) {
    if (gang.size() == 1) {
      return loss;
    }
    try (NoGradGuard _ = new NoGradGuard()) {
      Tensor extras =
          trained
              .gradientsAndExtras()
              .narrow(0, trained.layout().elements(), Parameters.SHARED_EXTRAS);
      extras.copy_(TensorData.tensor(new float[] {(float) loss, stop ? 1 : 0, 0, 0}, 4));
      gang.sum(trained.gradientsAndExtras());
      stop = extras.narrow(0, 1, 1).item_float() > 0;
      return extras.narrow(0, 0, 1).item_float();
    }
  }

  private void clip() {
    double longest = settings.clip();
    try (NoGradGuard _ = new NoGradGuard()) {
      Tensor gradients = trained.gradients();
      double norm = gradients.norm().item_float();
      if (longest > 0 && norm > longest) {
        var _ = gradients.mul_(new Scalar(longest / norm));
      }
    }
  }

  /** Returns the mean loss of the tokens that are held out; empty if none is. */
  private OptionalDouble heldOutLoss() {
    List<List<Example>> all = data.heldOut();
    if (all.isEmpty()) {
      return OptionalDouble.empty();
    }
    double sum = 0;
    double count = 0;
    for (int i = gang.rank(); i < all.size(); i += gang.size()) {
      sum += pass.loss(all.get(i));
      count += PackedData.answers(all.get(i));
    }
    if (gang.size() == 1) {
      return OptionalDouble.of(sum / count);
    }
    try (PointerScope _ = new PointerScope()) {
      Tensor both =
          trained.device().place(TensorData.tensor(new float[] {(float) sum, (float) count}, 2));
      gang.sum(both);
      return OptionalDouble.of(
          both.narrow(0, 0, 1).item_float() / both.narrow(0, 1, 1).item_float());
    }
  }

  private void resume() throws IOException {
    if (checkpoints.isEmpty()) {
      return;
    }
    Optional<Checkpoints.Found> found = checkpoints.get().agreed(gang, fingerprint, progress::say);
    if (found.isEmpty()) {
      return;
    }
    found.get().restore(trained, optimiser);
    RunPosition position = found.get().position();
    earlierSeconds = position.seconds();
    while (step < position.step()) {
      long until = Math.min(sequences + sequencesPerStep(), sequencesInAll);
      for (; sequences < until; sequences++) {
        tokens += PackedData.inputs(data.sequence(sequences));
        answers += PackedData.answers(data.sequence(sequences));
      }
      step++;
    }
    progress.say("resuming from the checkpoint of step " + step);
  }

  private void checkpoint(long start) throws IOException {
    if (gang.isLeader() && checkpoints.isPresent()) {
      checkpoints
          .get()
          .write(
              new RunPosition(fingerprint, step, planned, sequences, seconds(start)),
              trained,
              optimiser);
    }
  }
}
