package org.arkwright.model.job;

import static org.assertj.core.api.Assertions.assertThat;

import java.time.Duration;
import java.util.OptionalInt;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.unit.Bytes;
import org.junit.jupiter.api.Test;

/** The codes with which `arkwright run` and `wait` end, as their help says. */
final class ExitCodesTest {
  @Test
  void jobThatFailedOfItself_hasTheCodeOfItsRank() {
    assertThat(code(new RankExit.Exited(7))).isEqualTo(7);
    assertThat(code(new RankExit.Signalled(11))).isEqualTo(128 + 11);
    assertThat(code(new RankExit.NotStarted("no such file"))).isEqualTo(127);
    assertThat(code(new RankExit.OutOfMemory(Bytes.ofGibibytes(1)))).isEqualTo(137);
  }

  @Test
  void jobThatWasEnded_hasTheCodeOfItsCause() {
    StopCause lost = new StopCause.NodeLost(NodeId.atHome("a"));
    assertThat(new StopCause.TimedOut(Duration.ofHours(1)).shellCode()).isEqualTo(124);
    assertThat(lost.shellCode()).isEqualTo(125);
    assertThat(new StopCause.GivenUp(lost, OptionalInt.of(3)).shellCode()).isEqualTo(125);
    assertThat(code(new RankExit.Lost("its host"))).isEqualTo(125);
    assertThat(code(new RankExit.Unstartable("no input"))).isEqualTo(125);
    assertThat(new StopCause.CancelRequested("ada").shellCode()).isEqualTo(130);
  }

  private static int code(RankExit exit) {
    return new StopCause.RankFailed(0, exit).shellCode();
  }
}
