package org.arkwright.simulation.load;

import java.util.Optional;
import java.util.function.Consumer;
import java.util.function.Supplier;
import org.arkwright.control.AnswerSink;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.control.JobIds;
import org.arkwright.control.UnavailableException;
import org.arkwright.model.Command;
import org.arkwright.model.IdempotencyKey;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.PipelineCommand;
import org.arkwright.model.Request;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PipelineId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.pipeline.PipelineSpec;
import org.arkwright.model.site.Site;
import org.arkwright.simulation.check.LifeCheck;
import org.arkwright.simulation.site.SimulatedNetwork;
import org.arkwright.simulation.time.SeededRandom;
import org.arkwright.simulation.time.SimulatedTime;
import org.arkwright.simulation.time.SimulatedTime.Kind;
import org.arkwright.simulation.time.SimulationTrace;

/** Clients that submit and cancel jobs, and repeat each request until it is answered. */
public final class SimulatedClients {
  private static final PrincipalId ADA = new PrincipalId("ada");

  private final SimulatedTime timeline;
  private final SimulationTrace trace;
  private final SeededRandom random;
  private final SimulatedNetwork network;
  private final CommandSink commandSink;
  private final JobIds ids;
  private final LifeCheck lives;
  private Optional<Site> cluster = Optional.empty();
  private int unanswered;

  /**
   * Creates the clients without requests.
   *
   * @param network carries commands and answers
   */
  public SimulatedClients(
      SimulatedTime timeline,
      SimulationTrace trace,
      SeededRandom random,
      SimulatedNetwork network,
      CommandSink commandSink,
      JobIds ids,
      LifeCheck lives) {
    this.timeline = timeline;
    this.trace = trace;
    this.random = random;
    this.network = network;
    this.commandSink = commandSink;
    this.ids = ids;
    this.lives = lives;
  }

  /** The number of requests without an answer. */
  public int unanswered() {
    return unanswered;
  }

  /** Schedules submissions within the given time, some followed by a cancellation. */
  public void submitWithin(long nanos, int jobs) {
    for (int i = 0; i < jobs; i++) {
      JobSpec spec = RandomJobs.job(i, random);
      String key = "key-" + i;
      boolean cancels = random.permille(200);
      long cancelAfter = random.between(0, 40 * SimulatedTime.SECOND);
      timeline.after(
          random.between(0, nanos),
          Kind.CLIENT,
          () ->
              request(
                  // Each attempt carries a new id, as the API generates one per request.
                  () ->
                      asking(new Command.SubmitJob(ids.next(), spec))
                          .keyed(Optional.of(IdempotencyKey.of(key))),
                  answer ->
                      accepted(answer).ifPresent(job -> accepted(job, cancels, cancelAfter))));
    }
  }

  /**
   * Schedules submissions of pipelines within the given time; some come again as they were, and
   * some are cancelled.
   *
   * @param steps the most steps of one
   */
  public void submitPipelinesWithin(long nanos, int pipelines, int steps) {
    for (int i = 0; i < pipelines; i++) {
      PipelineSpec spec =
          RandomPipelines.pipeline(
              "pipe-" + i, random.pick(RandomFleets.PROJECTS), random.between(1, steps), random);
      submitPipeline(random.between(0, nanos), "pipe-key-" + i, spec);
      if (random.permille(500)) {
        submitPipeline(random.between(0, nanos), "pipe-again-" + i, spec);
      }
    }
  }

  /** Schedules the submission of pipelines of exactly that many steps, all in one project. */
  public void submitLongPipelinesWithin(long nanos, int pipelines, int steps) {
    for (int i = 0; i < pipelines; i++) {
      PipelineSpec spec = RandomPipelines.pipeline("pipe-" + i, ProjectName.DEFAULT, steps, random);
      submitPipeline(random.between(0, nanos), "pipe-key-" + i, spec);
    }
  }

  private void submitPipeline(long afterNanos, String key, PipelineSpec spec) {
    boolean cancels = random.permille(100);
    long cancelAfter = random.between(0, 90 * SimulatedTime.SECOND);
    PipelineId[] sent = new PipelineId[1];
    timeline.after(
        afterNanos,
        Kind.CLIENT,
        () ->
            request(
                () -> {
                  sent[0] = new PipelineId(ids.next().value());
                  return asking(new PipelineCommand.SubmitPipeline(sent[0], spec))
                      .keyed(Optional.of(IdempotencyKey.of(key)));
                },
                answer -> {
                  PipelineId id =
                      answer instanceof Answer.PipelineRepeated(PipelineId first) ? first : sent[0];
                  if (cancels && !(answer instanceof Answer.Refused)) {
                    timeline.after(
                        cancelAfter,
                        Kind.CLIENT,
                        () ->
                            request(() -> asking(new PipelineCommand.CancelPipeline(id)), _ -> {}));
                  }
                }));
  }

  /** Sets the quotas now, and schedules occasional changes. */
  public void setQuotasWithin(long nanos) {
    RandomFleets.limited().forEach(project -> setQuotaAfter(0, project));
    int changes = random.between(0, 2);
    for (int i = 0; i < changes; i++) {
      setQuotaAfter(random.between(0, nanos), random.pick(RandomFleets.limited()));
    }
  }

  /** Schedules envelopes and series, in some runs. */
  public void setEnergyWithin(long nanos) {
    if (random.permille(350)) {
      int envelopes = random.between(1, 4);
      for (int i = 0; i < envelopes; i++) {
        Command command = RandomEnergySites.envelope(random, cluster);
        timeline.after(
            random.between(0, nanos), Kind.CLIENT, () -> request(() -> asking(command), _ -> {}));
      }
    }
    if (random.permille(350)) {
      int series = random.between(1, 5);
      for (int i = 0; i < series; i++) {
        long at = random.between(0, nanos);
        Command command = RandomEnergySites.energySeries(at, random);
        timeline.after(at, Kind.CLIENT, () -> request(() -> asking(command), _ -> {}));
      }
    }
  }

  /** Adds a cluster to the site's settings, now and whenever they change. */
  public void addCluster(Site site) {
    cluster = Optional.of(site);
    Command command = RandomEnergySites.withCluster(site);
    request(() -> asking(command), _ -> {});
  }

  /** Cancels a job for good. */
  public void cancel(JobId job) {
    request(
        () ->
            asking(new Command.CancelJob(job))
                .keyed(Optional.of(IdempotencyKey.of("cancel-" + job))),
        answer -> {
          if (answer instanceof Answer.Done) {
            lives.cancelled(job);
          }
        });
  }

  private void setQuotaAfter(long nanos, org.arkwright.model.id.ProjectName project) {
    Command command = new Command.SetQuota(RandomFleets.quota(project, random));
    timeline.after(nanos, Kind.CLIENT, () -> request(() -> asking(command), _ -> {}));
  }

  private void accepted(JobId job, boolean cancels, long cancelAfter) {
    lives.accepted(job);
    if (cancels) {
      timeline.after(cancelAfter, Kind.CLIENT, () -> cancel(job));
    }
  }

  private static Request asking(Command command) {
    return Request.of(command, ADA);
  }

  private static Optional<JobId> accepted(Answer answer) {
    return switch (answer) {
      case Answer.Done(_, var job) -> job.map(org.arkwright.model.job.Job::id);
      case Answer.Repeated(JobId job, _) -> Optional.of(job);
      case Answer.PipelineRepeated _, Answer.Refused _ -> Optional.empty();
    };
  }

  /** Sends a command about a node until it is answered. */
  void operate(NodeCommand command, Consumer<Answer> then) {
    request(() -> Request.of(command, ADA), then);
  }

  private void request(Supplier<Request> request, Consumer<Answer> then) {
    unanswered++;
    new Conversation(request, then).send();
  }

  /** One request, repeated while it has no answer. */
  private final class Conversation {
    private final Supplier<Request> request;
    private final Consumer<Answer> then;
    private boolean done;

    Conversation(Supplier<Request> request, Consumer<Answer> then) {
      this.request = request;
      this.then = then;
    }

    void send() {
      if (done) {
        return;
      }
      Request sent = request.get();
      network.carry(() -> commandSink.submit(sent, new Reply(sent)));
      timeline.after(
          random.between(3 * SimulatedTime.SECOND, 8 * SimulatedTime.SECOND),
          Kind.CLIENT,
          this::send);
    }

    private final class Reply implements AnswerSink {
      private final Request sent;

      Reply(Request sent) {
        this.sent = sent;
      }

      @Override
      public void answered(Answer answer) {
        network.carry(() -> {
          if (!done) {
            done = true;
            unanswered--;
            trace.note("a client that sent %s receives %s", sent.command(), answer);
            then.accept(answer);
          }
        });
      }

      @Override
      public void failed(UnavailableException cause) {
        // The next attempt follows anyway.
      }
    }
  }
}
