package org.arkwright.twin.replay;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.file.Path;
import java.time.Duration;
import java.util.ArrayList;
import java.util.Collection;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SplittableRandom;
import java.util.TreeMap;
import java.util.concurrent.CountDownLatch;
import java.util.concurrent.TimeUnit;
import org.arkwright.control.ControlPlane.Answer;
import org.arkwright.control.ControlThread;
import org.arkwright.control.Controller;
import org.arkwright.control.EventLog;
import org.arkwright.journal.Journal;
import org.arkwright.journal.Journals;
import org.arkwright.kernel.state.State;
import org.arkwright.model.ArtifactCommand;
import org.arkwright.model.Command;
import org.arkwright.model.DeploymentCommand;
import org.arkwright.model.Event;
import org.arkwright.model.Request;
import org.arkwright.model.UsageCommand;
import org.arkwright.model.artifact.ArtifactKind;
import org.arkwright.model.artifact.ArtifactName;
import org.arkwright.model.artifact.ArtifactRef;
import org.arkwright.model.artifact.Lineage;
import org.arkwright.model.artifact.StoredFiles;
import org.arkwright.model.deployment.DeploymentSpec;
import org.arkwright.model.deployment.ModelRuntime;
import org.arkwright.model.deployment.Probes;
import org.arkwright.model.deployment.ReplicaOf;
import org.arkwright.model.deployment.Replicas;
import org.arkwright.model.deployment.Scaling;
import org.arkwright.model.id.DeploymentName;
import org.arkwright.model.id.Digest;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.job.Isolation;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.Mounts;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.job.Work;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Bytes;
import org.arkwright.model.unit.Share;
import org.arkwright.scheduler.Scheduler;
import org.arkwright.twin.replay.DecisionReplay.Result;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/**
 * A live run, on the real clock, with the server's control thread, its journal on disk and ranks
 * that end on other threads, is reproduced by the twin byte for byte.
 */
class SameDecisionsTest {
  /** Longer than a live thread may be late. */
  private static final Duration BACKOFF = Duration.ofSeconds(2);

  @TempDir Path folder;

  @Test
  void liveRun_replayed_isEqualByteForByte() throws Exception {
    String file = folder.resolve("journal.db").toString();
    try (Journal journal = Journals.open(file);
        Ranks ranks = new Ranks(1);
        ControlThread control = ControlThread.start(journal, ranks, new Scheduler())) {
      live(control, ranks);
    }
    try (var recorded = Journals.openReadOnly(file)) {
      assertThat(DecisionReplay.of(recorded))
          .isInstanceOfSatisfying(
              Result.Same.class,
              same -> {
                assertThat(same.entries()).isEqualTo(recorded.lastNumber());
                assertThat(same.decisions()).isGreaterThan(150);
              });
    }
  }

  @Test
  void backoffThatEndedWhileNoServerRan_isReproduced() throws Exception {
    String file = folder.resolve("journal.db").toString();
    serve(file, true, Event.JobRequeued.class);
    Thread.sleep(2 * BACKOFF.toMillis());
    serve(file, false, Event.JobFailed.class);
    assertIsReproduced(file);
  }

  /** Asserts that the journal's decisions are made again, every one. */
  private static void assertIsReproduced(String file) {
    try (var recorded = Journals.openReadOnly(file)) {
      assertThat(DecisionReplay.of(recorded))
          .isInstanceOfSatisfying(
              Result.Same.class,
              same -> assertThat(same.entries()).isEqualTo(recorded.lastNumber()));
    }
  }

  /** Runs a server all of whose ranks fail, until an event of a job that may restart once. */
  private static void serve(String file, boolean first, Class<? extends Event> until)
      throws Exception {
    CountDownLatch seen = new CountDownLatch(1);
    try (Journal journal = Journals.open(file);
        Ranks ranks = new Ranks(10);
        ControlThread control = ControlThread.of(journal, ranks, new Scheduler())) {
      var _ = control.submit(ask(new Command.StartServer("home", "host", "boot")));
      control.start();
      if (first) {
        ranks.join("a", 4);
        JobSpec spec = spec(1, new SplittableRandom(1), new RestartPolicy(1, BACKOFF));
        var _ = control.submit(ask(new Command.SubmitJob(new JobId(1), spec)));
      }
      var _ =
          control
              .reader()
              .subscribe(
                  0,
                  events ->
                      events.stream()
                          .filter(numbered -> until.isInstance(numbered.event()))
                          .forEach(_ -> seen.countDown()));
      assertThat(seen.await(20, TimeUnit.SECONDS)).as("%s", until).isTrue();
    }
  }

  @Test
  void startOfACopy_isReproduced_withWhatItEnds() throws Exception {
    String file = folder.resolve("journal.db").toString();
    for (Command.StartServer start :
        List.of(
            new Command.StartServer("h-1", "host", "boot"),
            new Command.StartServer("h-2", "host", "boot", Optional.of("h-1"), 7))) {
      try (Journal journal = Journals.open(file);
          Ranks ranks = new Ranks(0);
          ControlThread control = ControlThread.of(journal, ranks, new Scheduler())) {
        control.start(_ -> new Controller.Start(start, false));
        if (start.copyOf().isEmpty()) {
          JobSpec spec = spec(1, new SplittableRandom(1));
          control.submit(ask(new Command.SubmitJob(new JobId(1), spec))).get(10, TimeUnit.SECONDS);
        } else {
          awaitNoJobs(control);
        }
      }
    }
    assertIsReproduced(file);
  }

  @Test
  void artifactsAndDeployments_areReproducedToo() throws Exception {
    String file = folder.resolve("journal.db").toString();
    try (Journal journal = Journals.open(file);
        Ranks ranks = new Ranks(1);
        ControlThread control = ControlThread.start(journal, ranks, new Scheduler())) {
      serving(control);
      live(control, ranks);
    }
    assertIsReproduced(file);
  }

  @Test
  void equalOutputsOfTwoJobs_areReproducedAsTwoVersions() throws Exception {
    String file = folder.resolve("journal.db").toString();
    ArtifactName model = new ArtifactName(ArtifactKind.MODEL, "same");
    TreeMap<String, ArtifactName> outputs =
        new TreeMap<>(Map.of("a", model, "b", new ArtifactName(ArtifactKind.DATASET, "same")));
    try (Journal journal = Journals.open(file);
        Ranks ranks = new Ranks(0);
        ControlThread control = ControlThread.start(journal, ranks, new Scheduler())) {
      ranks.join("a", 4);
      for (int i = 1; i <= 2; i++) {
        JobSpec spec =
            spec(i, new SplittableRandom(1)).withMounts(new Mounts(new TreeMap<>(), outputs));
        control.submit(ask(new Command.SubmitJob(new JobId(i), spec))).get(10, TimeUnit.SECONDS);
        awaitNoJobs(control);
      }
      assertThat(
              control
                  .reader()
                  .read(state -> state.artifacts().all().size())
                  .get(10, TimeUnit.SECONDS))
          .as("versions, and one checkpoint")
          .isEqualTo(5);
    }
    assertIsReproduced(file);
  }

  @Test
  void restartAfterAnEndWithNewCheckpoints_isReproducedAsProgress() throws Exception {
    String file = folder.resolve("journal.db").toString();
    try (Journal journal = Journals.open(file);
        Ranks ranks = new Ranks(10);
        ControlThread control = ControlThread.start(journal, ranks, new Scheduler())) {
      ranks.checkpoints = true;
      ranks.join("a", 4);
      RestartPolicy once = new RestartPolicy(1, Duration.ofMillis(50));
      JobSpec spec = spec(1, new SplittableRandom(1), once);
      control.submit(ask(new Command.SubmitJob(new JobId(1), spec))).get(10, TimeUnit.SECONDS);
      awaitNoJobs(control);
    }
    try (var recorded = Journals.openReadOnly(file)) {
      List<Boolean> progress = new ArrayList<>();
      EventLog.replay(
          recorded,
          0,
          (_, event) -> {
            if (event instanceof Event.JobRequeued requeued) {
              progress.add(requeued.progressed());
            }
          });
      assertThat(progress).startsWith(true, true, true);
      assertThat(DecisionReplay.of(recorded))
          .isInstanceOfSatisfying(
              Result.Same.class,
              same -> assertThat(same.entries()).isEqualTo(recorded.lastNumber()));
    }
  }

  /** A model that a job reads and two replicas serve, then one, then none; then it is removed. */
  private static void serving(ControlThread control) throws Exception {
    ArtifactName model = new ArtifactName(ArtifactKind.MODEL, "echo");
    DeploymentName name = new DeploymentName(ProjectName.DEFAULT, "echo");
    StoredFiles files = new StoredFiles(Digest.of(new byte[32]), Bytes.ZERO, 1);
    JobSpec reader =
        spec(1, new SplittableRandom(1))
            .withMounts(
                new Mounts(
                    new TreeMap<>(Map.of("in", ArtifactRef.latest(model))), new TreeMap<>()));
    List<Command> commands =
        List.of(
            new ArtifactCommand.RegisterArtifact(
                reader.project(), model, files, Lineage.imported("here")),
            new ArtifactCommand.RegisterArtifact(
                ProjectName.DEFAULT, model, files, Lineage.imported("here")),
            new Command.SubmitJob(new JobId(1000), reader),
            new DeploymentCommand.SetDeployment(deployment(name, model)),
            new DeploymentCommand.WantReplicas(name, 2, "load"),
            new DeploymentCommand.StartReplica(new ReplicaOf(name, 1, 1), new JobId(1001)),
            new DeploymentCommand.StartReplica(new ReplicaOf(name, 1, 2), new JobId(1002)),
            new DeploymentCommand.ScaleDeployment(name, new Replicas(0, 1)),
            new Command.CancelJob(new JobId(1002)),
            new DeploymentCommand.RemoveDeployment(name),
            new Command.CancelJob(new JobId(1001)));
    for (Command command : commands) {
      assertThat(control.submit(ask(command)).get(10, TimeUnit.SECONDS))
          .as("%s", command)
          .isNotInstanceOf(Answer.Refused.class);
    }
    // Refused while a replica still reads it, which leaves no record.
    control
        .submit(ask(new ArtifactCommand.RemoveArtifact(ProjectName.DEFAULT, model, 1)))
        .get(10, TimeUnit.SECONDS);
  }

  private static DeploymentSpec deployment(DeploymentName name, ArtifactName model) {
    return new DeploymentSpec(
        name,
        new DeploymentSpec.Serving(
            Optional.of(ArtifactRef.latest(model)), ModelRuntime.COMMAND, List.of("true"), "echo"),
        new DeploymentSpec.ReplicaTemplate(
            DeploymentSpec.PRIORITY_DEFAULT, RankResources.DEFAULT, new TreeMap<>()),
        new Replicas(1, 2),
        Scaling.DEFAULT,
        Probes.DEFAULT,
        DeploymentSpec.DRAIN_DEFAULT);
  }

  @Test
  void recordOfOtherDecisions_isDetected() throws Exception {
    String file = folder.resolve("journal.db").toString();
    SiteSettings usual = SiteSettings.DEFAULT;
    SiteSettings claimed =
        new SiteSettings(
            usual.currency(),
            usual.prices(),
            usual.pue(),
            usual.carbonPerKilowattHour(),
            usual.power(),
            Optional.of(
                new SiteSettings.Policies(
                    Optional.of("fifo"), new TreeMap<>(Map.of("spread", 1)))));
    try (Journal journal = Journals.open(file);
        Ranks ranks = new Ranks(1);
        ControlThread control = ControlThread.start(journal, ranks, new Scheduler())) {
      control.submit(ask(new UsageCommand.SetSite(claimed))).get(10, TimeUnit.SECONDS);
      live(control, ranks);
    }
    try (var recorded = Journals.openReadOnly(file)) {
      assertThat(DecisionReplay.of(recorded)).isInstanceOf(Result.Different.class);
    }
  }

  /** Gangs, shares, priorities that preempt, failures that restart and a cancellation. */
  private static void live(ControlThread control, Ranks ranks) throws Exception {
    ranks.join("a", 4);
    ranks.join("b", 4);
    SplittableRandom random = new SplittableRandom(5);
    List<JobId> ids = new ArrayList<>();
    for (int i = 1; i <= 60; i++) {
      ids.add(new JobId(i));
      control
          .submit(ask(new Command.SubmitJob(ids.getLast(), spec(i, random))))
          .get(10, TimeUnit.SECONDS);
      Thread.sleep(random.nextInt(12));
      if (i == 40) {
        control.submit(ask(new Command.CancelJob(ids.get(38)))).get(10, TimeUnit.SECONDS);
        ranks.join("c", 2);
      }
    }
    awaitNoJobs(control);
  }

  private static void awaitNoJobs(ControlThread control) throws Exception {
    long deadlineNanos = System.nanoTime() + Duration.ofSeconds(60).toNanos();
    while (control.reader().read(State::jobs).thenApply(Collection::size).get(10, TimeUnit.SECONDS)
        > 0) {
      assertThat(System.nanoTime()).as("jobs still live").isLessThan(deadlineNanos);
      Thread.sleep(20);
    }
  }

  private static JobSpec spec(int number, SplittableRandom random) {
    RestartPolicy restart = new RestartPolicy(random.nextInt(2), Duration.ofMillis(50));
    return spec(number, random, restart);
  }

  private static JobSpec spec(int number, SplittableRandom random, RestartPolicy restart) {
    boolean shared = random.nextInt(5) == 0;
    int count = shared ? 1 : 1 + random.nextInt(4);
    DeviceRequest devices =
        new DeviceRequest(
            Optional.empty(), Bytes.ZERO, count, shared ? new Share(300) : Share.WHOLE);
    return new JobSpec(
        "job-" + number,
        new ProjectName(random.nextBoolean() ? "red" : "blue"),
        new TreeMap<>(),
        new JobSpec.Gang(
            random.nextInt(4) == 0 ? 2 : 1,
            new RankResources(500, Bytes.ZERO, Optional.of(devices)),
            Topology.ANY),
        new JobSpec.Execution(
            new Work.Command(List.of("true")),
            new TreeMap<>(),
            Optional.empty(),
            Isolation.PROCESS,
            restart,
            Optional.empty(),
            Duration.ZERO),
        new JobSpec.Scheduling(
            random.nextInt(6) == 0 ? 10 : 0,
            true,
            Optional.empty(),
            Optional.empty(),
            Optional.empty()),
        Optional.empty());
  }

  /** A request of ada's. */
  private static Request ask(Command command) {
    return Request.of(command, new PrincipalId("ada"));
  }
}
