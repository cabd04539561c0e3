package org.arkwright.kernel;

import static org.arkwright.kernel.JobBuilder.aJob;
import static org.assertj.core.api.Assertions.assertThat;

import java.util.Optional;
import org.arkwright.kernel.rule.Decision;
import org.arkwright.kernel.rule.RequestAuthor;
import org.arkwright.kernel.rule.RequestKeys;
import org.arkwright.model.Command;
import org.arkwright.model.Event;
import org.arkwright.model.IdempotencyKey;
import org.arkwright.model.Request;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.id.JobId;
import org.arkwright.model.id.PrincipalId;
import org.junit.jupiter.api.Test;

/** In whose name requests are, and whose their keys are. */
final class RequestAuthorTest {
  private static final PrincipalId BOB = new PrincipalId("bob");

  private final KernelScenario scenario = new KernelScenario();

  private JobId submitted() {
    JobId job = scenario.newId();
    scenario.events(Request.of(new Command.SubmitJob(job, aJob("a").build()), BOB));
    return job;
  }

  private static Request by(PrincipalId principal) {
    return Request.of(new Command.Tick(), principal);
  }

  @Test
  void attempt_actsForWhoeverSubmittedItsJob_asLongAsThatIsKnown() {
    JobId job = submitted();
    PrincipalId attempt = PrincipalId.of(new AttemptId(job, 3));
    assertThat(RequestAuthor.of(scenario.state, by(attempt))).isEqualTo("bob");
    PrincipalId stranger = PrincipalId.of(new AttemptId(scenario.newId(), 1));
    assertThat(RequestAuthor.of(scenario.state, by(stranger))).isEqualTo(stranger.value());
    assertThat(RequestAuthor.of(scenario.state, by(PrincipalId.CLOCK)))
        .isEqualTo(PrincipalId.CLOCK.value());
    assertThat(RequestAuthor.of(scenario.state, by(BOB))).isEqualTo("bob");
  }

  @Test
  void keyOfAnAttempt_isItsSubmitters() {
    JobId job = submitted();
    Optional<IdempotencyKey> key = Optional.of(IdempotencyKey.of("nightly"));
    JobId child = scenario.newId();
    Command submit = new Command.SubmitJob(child, aJob("child").build());
    Request fromInside = Request.of(submit, PrincipalId.of(new AttemptId(job, 1))).keyed(key);
    assertThat(scenario.events(fromInside))
        .first()
        .isInstanceOfSatisfying(
            Event.JobSubmitted.class, event -> assertThat(event.by()).isEqualTo("bob"));

    Request again = Request.of(submit, BOB).keyed(key);
    assertThat(RequestKeys.repeated(scenario.state, again, scenario.now))
        .contains(new Decision.AlreadyAccepted(child));
    Request another = Request.of(submit, KernelScenario.ADA).keyed(key);
    assertThat(RequestKeys.repeated(scenario.state, another, scenario.now)).isEmpty();
    assertThat(RequestKeys.repeated(scenario.state, Request.of(submit, BOB), scenario.now))
        .isEmpty();
  }

  @Test
  void keyOfASubmission_isNoneOfAnotherKindOfRequest_norTheOtherWayRound() {
    JobId job = submitted();
    Optional<IdempotencyKey> key = Optional.of(IdempotencyKey.of("once"));
    scenario.events(Request.of(new Command.CancelJob(job), BOB).keyed(key));
    assertThat(scenario.send(Request.of(new Command.CancelJob(job), BOB).keyed(key)))
        .isEqualTo(new Decision.AlreadyDone());
    Command submit = new Command.SubmitJob(scenario.newId(), aJob("b").build());
    assertThat(scenario.send(Request.of(submit, BOB).keyed(key)))
        .isInstanceOf(Decision.Refused.class);
  }

  @Test
  void refusedRequest_leavesItsKeyUnused() {
    Optional<IdempotencyKey> key = Optional.of(IdempotencyKey.of("once"));
    JobId unknown = scenario.newId();
    Request cancel = Request.of(new Command.CancelJob(unknown), BOB).keyed(key);
    assertThat(scenario.send(cancel)).isInstanceOf(Decision.Refused.class);
    assertThat(RequestKeys.repeated(scenario.state, cancel, scenario.now)).isEmpty();
  }
}
