package org.arkwright.worker.supervise;

import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatExceptionOfType;

import java.io.IOException;
import java.nio.file.InvalidPathException;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.protocol.Meeting;
import org.arkwright.protocol.NumberedObservation;
import org.arkwright.protocol.Order;
import org.arkwright.protocol.RendezvousPoint;
import org.arkwright.protocol.RendezvousReady;
import org.arkwright.ranklog.RankLogs;
import org.arkwright.worker.Launches;
import org.arkwright.worker.rank.AttemptWorkspace;
import org.arkwright.worker.rank.MeetingPoints;
import org.arkwright.worker.rank.MountFolders;
import org.arkwright.worker.rank.RankCommand;
import org.arkwright.worker.rank.RankEntry;
import org.arkwright.worker.rank.RankIsolation;
import org.arkwright.worker.rank.RankIsolations;
import org.arkwright.worker.rank.RankSpawner;
import org.arkwright.worker.rank.UnrunnableException;
import org.arkwright.worker.spool.RankRecords;
import org.arkwright.worker.spool.Spool;
import org.arkwright.worker.spool.SpoolEntry;
import org.junit.jupiter.api.AfterEach;
import org.junit.jupiter.api.BeforeEach;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** What is made before the ranks of an attempt start, who is told, and what is given back. */
final class PreparationTest {
  private static final RendezvousPoint TOLD = new RendezvousPoint("10.0.0.1", 4711);

  @TempDir Path folder;
  private final Outbox outbox = new Outbox();
  private final List<String> isolated = new ArrayList<>();
  private final MeetingPoints points = new MeetingPoints(Launches.NODE);
  private Spool spool;
  private Preparation preparation;

  @BeforeEach
  void open() throws IOException {
    spool = Spool.open(folder.resolve("spool"), "home");
    preparation =
        new Preparation(
            spool,
            new RankSpawner(
                folder,
                folder.resolve("work"),
                "first",
                RankRecords.open(folder.resolve("ranks")),
                new RankLogs(folder.resolve("logs")),
                MountFolders.in(folder.resolve("work")),
                Launches.NODE,
                (_, _) -> {},
                _ -> new TreeMap<>()),
            new NotedIsolations(),
            points,
            new RankReports(outbox),
            new Object());
  }

  @AfterEach
  void close() {
    spool.close();
  }

  @Test
  void ranksOfOneNode_meetAtAPortOfIt_whichNobodyElseIsTold() throws Exception {
    SupervisedAttempt attempt = attempt(Meeting.ON_ONE_NODE, 0);

    AttemptWorkspace workspace = preparation.of(attempt);

    assertThat(workspace.point().address()).isEqualTo("127.0.0.1");
    assertThat(workspace.directory()).isDirectory();
    assertThat(attempt.rendezvous).isEmpty();
    assertThat(outbox.await(10, 0)).isEmpty();
    assertThat(spooledPoint()).isEmpty();
    assertThat(isolated).containsExactly("grant");
  }

  @Test
  void firstOfSeveralNodes_choosesWhereTheyMeet_keepsIt_andTellsIt() throws Exception {
    SupervisedAttempt attempt = attempt(new Meeting(2, NodeSpec.FABRIC, Optional.empty()), 0);

    RendezvousPoint point = preparation.of(attempt).point();

    assertThat(attempt.rendezvous).contains(point);
    assertThat(spooledPoint()).contains(point);
    assertThat(outbox.await(10, 0))
        .containsExactly(new NumberedObservation(1, new RendezvousReady(attempt.id(), point)));
  }

  @Test
  void otherNodes_meetWhereTheyAreTold_andTellNobody() throws Exception {
    SupervisedAttempt attempt = attempt(new Meeting(2, NodeSpec.FABRIC, Optional.of(TOLD)), 1);

    assertThat(preparation.of(attempt).point()).isEqualTo(TOLD);

    assertThat(attempt.rendezvous).isEmpty();
    assertThat(outbox.await(10, 0)).isEmpty();
    assertThat(spooledPoint()).isEmpty();
  }

  @Test
  void isolation_isGivenBack_whenTheRankCannotBeStarted() throws Exception {
    SupervisedAttempt attempt = new SupervisedAttempt(Launches.launch(1, 1));
    AttemptWorkspace workspace = preparation.of(attempt);

    assertThatExceptionOfType(IOException.class)
        .isThrownBy(() -> preparation.spawn(attempt.ranks.getFirst(), workspace))
        .withMessage("no way in");

    assertThat(isolated).containsExactly("grant", "open 0", "enter", "close");
  }

  @Test
  void reasonOfTheSpec_isNotTheNodesFault_andTheOtherWayRound() {
    assertThat(Preparation.notStarted(new UnrunnableException("no such program")))
        .isEqualTo(new RankExit.NotStarted("no such program"));
    assertThat(Preparation.notStarted(new InvalidPathException("\0", "a nul")))
        .isInstanceOf(RankExit.NotStarted.class);
    assertThat(Preparation.notStarted(new IOException("no more processes")))
        .isEqualTo(new RankExit.Unstartable("no more processes"));
    assertThat(Preparation.notStarted(new OutOfMemoryError("threads")))
        .isInstanceOf(RankExit.Unstartable.class);
  }

  private SupervisedAttempt attempt(Meeting meeting, int groupRank) throws IOException {
    Order.Launch launch = Launches.launch(1, 1);
    launch =
        new Order.Launch(
            launch.attempt(),
            launch.spec(),
            launch.ranks(),
            groupRank,
            meeting,
            launch.startedRanks(),
            launch.inputs());
    spool.append(List.of(new SpoolEntry.Launched(launch, "this boot")));
    return new SupervisedAttempt(launch);
  }

  private Optional<RendezvousPoint> spooledPoint() {
    return spool.attempts().getFirst().rendezvous();
  }

  /** Isolations that let nobody in, and note what is done with them. */
  private final class NotedIsolations implements RankIsolations {
    @Override
    public void grant(Order.Launch launch) {
      isolated.add("grant");
    }

    @Override
    public RankIsolation open(AttemptId attempt, int rank, JobSpec spec) {
      isolated.add("open " + rank);
      return new RankIsolation() {
        @Override
        public RankEntry enter(RankCommand command) throws IOException {
          isolated.add("enter");
          throw new IOException("no way in");
        }

        @Override
        public boolean outOfMemory() {
          return false;
        }

        @Override
        public void killAll() {}

        @Override
        public void close() {
          isolated.add("close");
        }
      };
    }

    @Override
    public RankIsolation adopt(AttemptId attempt, int rank, JobSpec spec) {
      return new Unlimited();
    }
  }
}
