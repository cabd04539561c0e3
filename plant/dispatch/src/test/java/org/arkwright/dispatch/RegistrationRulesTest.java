package org.arkwright.dispatch;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import java.util.Optional;
import java.util.TreeMap;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.WorkerId;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.node.TopologyPath;
import org.arkwright.model.unit.Bytes;
import org.arkwright.protocol.Complaints;
import org.arkwright.protocol.Protocol;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.ServerEpoch;
import org.arkwright.protocol.SyncRequest;
import org.arkwright.protocol.Versions;
import org.junit.jupiter.api.Test;

/** Times are in milliseconds: the journal knows until 1,000, and the server started at 2,000. */
final class RegistrationRulesTest {
  private static final long MILLI = 1_000_000L;
  private static final ServerEpoch SERVING = new ServerEpoch("home", 3, 2_000 * MILLI);
  private static final NodeId NODE = NodeId.atHome("a");

  private final AttemptId live = attempt(1_500);
  private final RegistrationRules rules =
      new RegistrationRules(SERVING, 1_000 * MILLI, live::equals);
  private final RefusedWorkers refused = new RefusedWorkers();

  @Test
  void workerThatObeysNobody_thisStart_orAnEarlierOne_isTaken() {
    assertThat(reason(Optional.empty())).isEmpty();
    assertThat(reason(Optional.of(SERVING))).isEmpty();
    assertThat(reason(Optional.of(new ServerEpoch("home", 2, 1)))).isEmpty();
  }

  @Test
  void workerOfALaterStart_ofAnotherHome_orOfACopyOfThisStart_isLeftAlone() {
    assertThat(reason(Optional.of(new ServerEpoch("home", 4, 1)))).isPresent();
    assertThat(reason(Optional.of(new ServerEpoch("other", 2, 1)))).isPresent();
    assertThat(reason(Optional.of(new ServerEpoch("home", 3, 1)))).isPresent();
  }

  @Test
  void attemptSubmittedAfterTheJournalsEnd_andBeforeThisStart_wasLostByIt() {
    assertThat(ahead(attempt(1_000))).as("known").isEmpty();
    assertThat(ahead(attempt(1_001)).orElseThrow()).contains("the journal has lost");
    assertThat(ahead(attempt(1_999))).isPresent();
    assertThat(ahead(attempt(2_000))).as("of this start").isEmpty();
    assertThat(ahead(live)).isEmpty();
    assertThat(ahead(live, attempt(1_700))).isPresent();
  }

  @Test
  void refusedWorker_isTheOneOfThatName_andIsToldWhy() {
    RefusedWorkers.Refusal refusal =
        refused
            .check(request(Optional.of(new ServerEpoch("home", 9, 1))), rules, session())
            .orElseThrow();
    assertThat(refusal.isTheWorker()).isTrue();
    assertThat(refusal.why()).contains("obeys", "--accept-journal");
    assertThat(refused.reasonForNoWork(session().worker())).isEmpty();
    assertThat(refused.check(request(Optional.empty()), rules, session())).isEmpty();
  }

  @Test
  void workerOfAnotherRelease_getsNoWork_untilOneOfThisReleaseComes() {
    int latest = Protocol.SPOKEN.latest();
    assertThat(spoken(new Versions(latest + 1, latest + 2)).orElseThrow().why())
        .contains("bring the control plane to the worker's release");
    assertThat(refused.reasonForNoWork(session().worker())).isPresent();
    assertThat(spoken(new Versions(1, Protocol.SPOKEN.least() - 1)).orElseThrow().why())
        .contains("start the worker of this release in its folder");
    assertThat(spoken(new Versions(latest, latest + 1))).isEmpty();
    assertThat(refused.reasonForNoWork(session().worker())).isEmpty();
  }

  @Test
  void complaint_isToldUntilItIsOver() {
    WorkerSession session = session();
    assertThat(refused.trouble()).isEmpty();
    refused.note(session.worker(), Optional.of(complaint("disk full")));
    assertThat(refused.trouble().orElseThrow()).contains("worker", "disk full");
    refused.note(session.worker(), Optional.of(complaint("no memory")));
    assertThat(refused.trouble().orElseThrow()).contains("no memory");
    refused.note(session.worker(), Optional.empty());
    assertThat(refused.trouble()).isEmpty();
  }

  private static Complaints complaint(String what) {
    return new Complaints(List.of(), Optional.of(what));
  }

  private Optional<RefusedWorkers.Refusal> spoken(Versions versions) {
    SyncRequest like = request(Optional.empty());
    return refused.check(
        new SyncRequest(
            NODE,
            like.named(),
            Optional.of(versions),
            like.obeyed(),
            "run",
            like.introduction(),
            0,
            List.of(),
            0,
            Optional.empty()),
        rules,
        session());
  }

  private static WorkerSession session() {
    return new WorkerSession(
        WorkerId.ofNode(NODE), NODE, LeaseTerms.DEFAULT, () -> 0, () -> SERVING, (_, _) -> {});
  }

  private Optional<String> reason(Optional<ServerEpoch> obeyed) {
    return rules.reasonToLeaveAlone(request(obeyed));
  }

  private Optional<String> ahead(AttemptId... attempts) {
    return rules.reasonToLeaveAlone(request(Optional.empty(), attempts));
  }

  private static SyncRequest request(Optional<ServerEpoch> obeyed, AttemptId... attempts) {
    NodeSpec spec =
        new NodeSpec(
            NODE,
            1000,
            Bytes.ofGibibytes(1),
            List.of(),
            TopologyPath.UNKNOWN,
            new TreeMap<>(),
            List.of());
    return new SyncRequest(
        NODE,
        obeyed,
        "run",
        Optional.of(new Registration(spec, List.of(attempts))),
        0,
        List.of(),
        0);
  }

  private static AttemptId attempt(long millis) {
    return new AttemptId(JobId.of(millis, 1), 1);
  }
}
