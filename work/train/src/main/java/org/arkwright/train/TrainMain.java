package org.arkwright.train;

import java.io.IOException;
import java.io.PrintWriter;
import java.io.StringWriter;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.arkwright.train.gang.Gang;
import org.arkwright.train.loop.Trainer;
import org.arkwright.train.loop.Training.Outcome;
import org.arkwright.train.loop.TrainingSettings;
import org.arkwright.train.model.TrainingDevice;
import org.arkwright.train.report.TrainingProblem;
import org.arkwright.train.tune.Tuner;
import org.arkwright.train.tune.TuningSettings;

/**
 * The program of a training rank. On SIGTERM it finishes the current step, writes a checkpoint and
 * exits. Exit codes: 0 done, 1 failed, 2 invalid options or data, 75 stopped before the end.
 */
public final class TrainMain {
  private static final int INVALID_INPUT = 2;
  private static final int STOPPED = 75;
  private static final int FAILED = 1;

  private TrainMain() {}

  /**
   * Trains a model, or tunes one; {@link TrainingSettings#parse} and {@link TuningSettings#parse}
   * describe the arguments.
   */
  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // Numbers look alike on every machine.
    long startNanos = System.nanoTime();
    if (TrainingHelp.isAsked(arguments)) {
      System.out.print(TrainingHelp.TEXT + TuningHelp.TEXT);
      return;
    }
    AtomicBoolean stopping = new AtomicBoolean();
    CountDownLatch done = new CountDownLatch(1);
    Thread hook =
        new Thread(() -> {
          stopping.set(true);
          awaitUninterruptibly(done);
        });
    Runtime.getRuntime().addShutdownHook(hook);
    int status = FAILED;
    try {
      status = run(startNanos, stopping, arguments);
    } catch (TrainingProblem problem) {
      System.err.println("train: " + problem.getMessage());
      status = INVALID_INPUT;
    } catch (IOException problem) {
      System.err.println("train: " + problem);
    } catch (RuntimeException | Error failure) {
      // Halting would swallow it.
      StringWriter trace = new StringWriter();
      failure.printStackTrace(new PrintWriter(trace));
      System.err.print("train: " + trace);
    } finally {
      System.out.flush();
      done.countDown();
    }
    if (!stopping.get()) {
      // Immediately: everything is closed, and the native library's shutdown is not needed.
      Runtime.getRuntime().halt(status);
    }
  }

  private static int run(long startNanos, AtomicBoolean stopping, String... arguments)
      throws IOException {
    if (List.of(arguments).contains(TuningSettings.METHOD)) {
      return tune(stopping, arguments);
    }
    TrainingSettings settings = TrainingSettings.parse(System.getenv(), arguments);
    LibTorchNatives.prepare();
    TrainingDevice device =
        TrainingDevice.choose(
            settings.hardware().device(), settings.hardware().precision(), System.getenv());
    try (Gang gang = Gang.join(System.getenv(), device.kind())) {
      Outcome outcome =
          new Trainer(settings, device, System.getenv(), startNanos, stopping::get).run(gang);
      return switch (outcome) {
        case Outcome.Finished _ -> 0;
        case Outcome.Stopped(long steps) -> {
          tellStopped(steps);
          yield STOPPED;
        }
      };
    }
  }

  private static int tune(AtomicBoolean stopping, String... arguments) throws IOException {
    TuningSettings settings = TuningSettings.parse(System.getenv(), arguments);
    LibTorchNatives.prepare();
    TrainingDevice device =
        TrainingDevice.choose(
            settings.hardware().device(), settings.hardware().precision(), System.getenv());
    try (Gang gang = Gang.join(System.getenv(), device.kind())) {
      Optional<Long> stopped =
          new Tuner(settings, device, System.getenv(), stopping::get).run(gang);
      stopped.ifPresent(TrainMain::tellStopped);
      return stopped.isPresent() ? STOPPED : 0;
    }
  }

  private static void tellStopped(long steps) {
    System.out.println("stopped after step " + steps + "; the next start resumes from there");
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      // Longer than any grace period: the worker decides when to kill.
      var _ = latch.await(1, TimeUnit.HOURS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
