package org.arkwright.simulation.check;

import static org.arkwright.simulation.check.History.holds;
import static org.arkwright.simulation.check.History.node;
import static org.arkwright.simulation.check.History.nodes;
import static org.arkwright.simulation.check.History.rank;
import static org.arkwright.simulation.check.History.spec;
import static org.arkwright.simulation.check.History.started;
import static org.arkwright.simulation.check.History.submitted;
import static org.arkwright.simulation.check.History.succeeded;
import static org.arkwright.simulation.check.History.violates;

import java.util.List;
import org.arkwright.model.Event;
import org.arkwright.model.job.RestartPolicy;
import org.arkwright.model.job.Topology;
import org.arkwright.model.node.Allocation;
import org.arkwright.model.node.RankPlacement;
import org.junit.jupiter.api.Test;

/** Two ranks of two cores fill a node. */
final class AllocationCheckTest {
  private final AllocationCheck check = new AllocationCheck(nodes("a", "b"));

  @Test
  void fullNode_isFine_andOneRankMoreIsNot_untilOneEnds() {
    submit(1, 0, Topology.ANY, 1, 2, 3);
    holds(() -> check.happened(started(1, 1, "a")));
    holds(() -> check.happened(started(2, 1, "a")));
    check.happened(succeeded(1));
    holds(() -> check.happened(started(3, 1, "a")));
    submit(1, 0, Topology.ANY, 4);
    violates("take 6000 of 4000 CPU", () -> check.happened(started(4, 1, "a")));
  }

  @Test
  void gangWithoutAllItsRanks_isFound() {
    submit(2, 0, Topology.ANY, 1);
    violates("starts with 1 of 2 ranks", () -> check.happened(started(1, 1, "a")));
  }

  @Test
  void topology_isChecked() {
    submit(2, 0, Topology.SAME_NODE, 1, 2);
    submit(2, 0, Topology.SPREAD, 3, 4);
    violates("SAME_NODE and got 2", () -> check.happened(started(1, 1, "a", "b")));
    violates("SPREAD and got 1", () -> check.happened(started(3, 1, "a", "a")));
    holds(() -> check.happened(started(2, 1, "a", "a")));
    submit(2, 0, Topology.SPREAD, 5);
    check.happened(succeeded(2));
    holds(() -> check.happened(started(5, 1, "a", "b")));
  }

  @Test
  void deviceTwice_tooFew_orOneThatIsNotThere_isFound() {
    submit(1, 1, Topology.ANY, 1, 2, 3, 4);
    holds(() -> start(1, rank(0, "a", 1)));
    violates("2000 thousandths of device 1", () -> start(2, rank(0, "a", 1)));
    violates("requested 1 devices", () -> start(3, rank(0, "b")));
  }

  @Test
  void jobWithTwoAllocations_isFound() {
    submit(1, 0, Topology.ANY, 1);
    check.happened(started(1, 1, "a"));
    violates("holds two allocations", () -> check.happened(started(1, 2, "b")));
  }

  @Test
  void processes_areCountedLikeAllocations_andNoneStartsTwice() {
    ProcessCheck processes = new ProcessCheck(nodes("a"));
    RankPlacement place = rank(0, "a");
    holds(() -> processes.spawned(History.attempt(1, 1), spec(1), place));
    holds(() -> processes.spawned(History.attempt(2, 1), spec(1), place));
    violates("CPU", () -> processes.spawned(History.attempt(3, 1), spec(1), place));
    holds(() -> processes.ended(History.attempt(2, 1), 0, node("a").id()));
    violates("ends twice", () -> processes.ended(History.attempt(2, 1), 0, node("a").id()));
  }

  @Test
  void twoAttemptsOfAJobAlive_orARankStartedAgain_areFound() {
    ProcessCheck processes = new ProcessCheck(nodes("a", "b"));
    processes.spawned(History.attempt(1, 1), spec(2), rank(0, "a"));
    holds(() -> processes.spawned(History.attempt(1, 1), spec(2), rank(1, "b")));
    violates(
        "starts while rank", () -> processes.spawned(History.attempt(1, 2), spec(2), rank(0, "b")));
    processes.ended(History.attempt(1, 1), 0, node("a").id());
    violates(
        "is started twice", () -> processes.spawned(History.attempt(1, 1), spec(2), rank(0, "a")));
  }

  private void submit(int ranks, int devices, Topology topology, long... jobs) {
    for (long job : jobs) {
      check.happened(submitted(job, spec(ranks, devices, topology, RestartPolicy.DEFAULT)));
    }
  }

  private void start(long job, RankPlacement... ranks) {
    check.happened(
        new Event.AttemptStarted(History.attempt(job, 1), new Allocation(List.of(ranks)), 1));
  }
}
