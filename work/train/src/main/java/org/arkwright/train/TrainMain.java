package org.arkwright.train;

import java.io.IOException;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import org.arkwright.train.gang.Gang;
import org.arkwright.train.loop.Trainer;
import org.arkwright.train.loop.Training.Outcome;
import org.arkwright.train.loop.TrainingSettings;
import org.arkwright.train.model.TrainingDevice;
import org.arkwright.train.report.TrainingProblem;

/**
 * The program of a rank that trains. On SIGTERM it ends the step at hand, writes a checkpoint and
 * ends; exit codes: 0 done, 1 failed, 2 wrong options or data, 75 stopped before the end.
 */
public final class TrainMain {
  private static final int WRONG_INPUT = 2;
  private static final int STOPPED = 75;
  private static final int FAILED = 1;

  private TrainMain() {}

  /** Trains; {@link TrainingSettings#parse} reads the words. */
  public static void main(String[] words) {
    long beganNanos = System.nanoTime();
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
      status = run(beganNanos, stopping, words);
    } catch (TrainingProblem problem) {
      System.err.println("train: " + problem.getMessage());
      status = WRONG_INPUT;
    } catch (IOException problem) {
      System.err.println("train: " + problem);
    } finally {
      System.out.flush();
      done.countDown();
    }
    if (!stopping.get()) {
      // At once: nothing is open any more, and the native library's own ending is not needed.
      Runtime.getRuntime().halt(status);
    }
  }

  private static int run(long beganNanos, AtomicBoolean stopping, String... words)
      throws IOException {
    TrainingSettings settings = TrainingSettings.parse(System.getenv(), words);
    LibTorchNatives.prepare();
    TrainingDevice device =
        TrainingDevice.choose(
            settings.hardware().device(), settings.hardware().precision(), System.getenv());
    try (Gang gang = Gang.join(System.getenv(), device.kind())) {
      Outcome outcome =
          new Trainer(settings, device, System.getenv(), beganNanos, stopping::get).run(gang);
      return switch (outcome) {
        case Outcome.Finished _ -> 0;
        case Outcome.Stopped(long steps) -> {
          System.out.println("stopped after step " + steps + "; the next start goes on from there");
          yield STOPPED;
        }
      };
    }
  }

  private static void awaitUninterruptibly(CountDownLatch latch) {
    try {
      // Longer than any grace: who asked decides when to kill.
      var _ = latch.await(1, TimeUnit.HOURS);
    } catch (InterruptedException _) {
      Thread.currentThread().interrupt();
    }
  }
}
