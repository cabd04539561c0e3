package org.arkwright.simulation.load;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.arkwright.control.AnswerSink;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.control.JobIds;
import org.arkwright.control.UnavailableException;
import org.arkwright.model.Command;
import org.arkwright.model.id.JobId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.simulation.check.LifeCheck;
import org.arkwright.simulation.site.SimulatedNetwork;
import org.arkwright.simulation.time.SeededRandom;
import org.arkwright.simulation.time.SimulatedTime;
import org.arkwright.simulation.time.SimulatedTime.Kind;
import org.arkwright.simulation.time.SimulationTrace;

/** People and programs who submit and cancel, and ask again until they are answered. */
public final class SimulatedClients {
  private final SimulatedTime timeline;
  private final SimulationTrace trace;
  private final SeededRandom dice;
  private final SimulatedNetwork network;
  private final CommandSink desk;
  private final JobIds ids;
  private final LifeCheck lives;
  private int unanswered;

  /**
   * Nobody asks anything yet.
   *
   * @param network the way to the desk and back
   */
  public SimulatedClients(
      SimulatedTime timeline,
      SimulationTrace trace,
      SeededRandom dice,
      SimulatedNetwork network,
      CommandSink desk,
      JobIds ids,
      LifeCheck lives) {
    this.timeline = timeline;
    this.trace = trace;
    this.dice = dice;
    this.network = network;
    this.desk = desk;
    this.ids = ids;
    this.lives = lives;
  }

  /** How many requests have no answer yet. */
  public int unanswered() {
    return unanswered;
  }

  /** Plans that many submissions within the given time, some with a cancellation to follow. */
  public void submitWithin(long nanos, int jobs) {
    for (int i = 0; i < jobs; i++) {
      JobSpec spec = RandomJobs.job(i, dice);
      String key = "key-" + i;
      boolean cancels = dice.permille(200);
      long cancelAfter = dice.between(0, 40 * SimulatedTime.SECOND);
      timeline.after(
          dice.between(0, nanos),
          Kind.CLIENT,
          () ->
              ask(
                  // Each try carries a new id, as the API makes one per request.
                  () -> new Command.SubmitJob(ids.next(), spec, "ada", Optional.of(key)),
                  answer ->
                      accepted(answer).ifPresent(job -> accepted(job, cancels, cancelAfter))));
    }
  }

  /** Sets the quotas now, and changes one of them now and then. */
  public void setQuotasWithin(long nanos) {
    RandomFleets.limited().forEach(project -> setQuotaAfter(0, project));
    int changes = dice.between(0, 2);
    for (int i = 0; i < changes; i++) {
      setQuotaAfter(dice.between(0, nanos), dice.pick(RandomFleets.limited()));
    }
  }

  /** Sets envelopes and series now and then, of some sites. */
  public void setEnergyWithin(long nanos) {
    if (dice.permille(350)) {
      int envelopes = dice.between(1, 4);
      for (int i = 0; i < envelopes; i++) {
        Command command = RandomEnergySites.envelope(dice);
        timeline.after(dice.between(0, nanos), Kind.CLIENT, () -> ask(() -> command, _ -> {}));
      }
    }
    if (dice.permille(350)) {
      int signals = dice.between(1, 5);
      for (int i = 0; i < signals; i++) {
        long at = dice.between(0, nanos);
        Command command = RandomEnergySites.signal(at, dice);
        timeline.after(at, Kind.CLIENT, () -> ask(() -> command, _ -> {}));
      }
    }
  }

  /** Cancels a job for good. */
  public void cancel(JobId job) {
    ask(
        () -> new Command.CancelJob(job, "ada"),
        answer -> {
          if (answer instanceof Answer.Done) {
            lives.cancelled(job);
          }
        });
  }

  private void setQuotaAfter(long nanos, org.arkwright.model.id.ProjectName project) {
    Command command = new Command.SetQuota(RandomFleets.quota(project, dice));
    timeline.after(nanos, Kind.CLIENT, () -> ask(() -> command, _ -> {}));
  }

  private void accepted(JobId job, boolean cancels, long cancelAfter) {
    lives.accepted(job);
    if (cancels) {
      timeline.after(cancelAfter, Kind.CLIENT, () -> cancel(job));
    }
  }

  private static Optional<JobId> accepted(Answer answer) {
    return switch (answer) {
      case Answer.Done(_, var job) -> job.map(org.arkwright.model.job.Job::id);
      case Answer.Repeated(JobId job, _) -> Optional.of(job);
      case Answer.Refused _ -> Optional.empty();
    };
  }

  private void ask(Supplier<Command> command, Consumer<Answer> then) {
    unanswered++;
    new Request(command, then).send();
  }

  /** One request, sent again while it has no answer. */
  private final class Request {
    private final Supplier<Command> command;
    private final Consumer<Answer> then;
    private boolean done;

    Request(Supplier<Command> command, Consumer<Answer> then) {
      this.command = command;
      this.then = then;
    }

    void send() {
      if (done) {
        return;
      }
      Command asked = command.get();
      network.carry(() -> desk.hand(asked, new Reply(asked)));
      timeline.after(
          dice.between(3 * SimulatedTime.SECOND, 8 * SimulatedTime.SECOND),
          Kind.CLIENT,
          this::send);
    }

    private final class Reply implements AnswerSink {
      private final Command asked;

      Reply(Command asked) {
        this.asked = asked;
      }

      @Override
      public void answered(Answer answer) {
        network.carry(() -> {
          if (!done) {
            done = true;
            unanswered--;
            trace.note("a client who asked for %s is told %s", asked, answer);
            then.accept(answer);
          }
        });
      }

      @Override
      public void failed(UnavailableException cause) {
        // The next try comes by itself.
      }
    }
  }
}
