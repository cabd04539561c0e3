package org.arkwright.dispatch;

import java.util.List;
import java.util.Optional;
import java.util.concurrent.TimeUnit;
import java.util.function.Predicate;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.Registration;
import org.arkwright.protocol.ServerEpoch;
import org.arkwright.protocol.SyncRequest;

/**
 * Which workers a control plane may give orders: those of its own course of events.
 *
 * @param serving the start of the control plane
 * @param knownNanos the time of the journal's last entry before it
 * @param live whether the control plane knows the attempt as one that runs
 */
record RegistrationRules(ServerEpoch serving, long knownNanos, Predicate<AttemptId> live) {
  /** Says why a worker is not of this course of events; empty if it is. */
  Optional<String> reasonToLeaveAlone(SyncRequest request) {
    if (request.obeyed().filter(obeyed -> !serving.succeeds(obeyed)).isPresent()) {
      return Optional.of("obeys " + request.obeyed().get());
    }
    List<AttemptId> ahead =
        request.introduction().map(Registration::attempts).orElse(List.of()).stream()
            .filter(this::isLost)
            .toList();
    return ahead.isEmpty()
        ? Optional.empty()
        : Optional.of("has attempts that the journal has lost, " + ahead);
  }

  /** Whether the attempt's job was submitted after what the journal knows and before this start. */
  private boolean isLost(AttemptId attempt) {
    long submitted = TimeUnit.MILLISECONDS.toNanos(attempt.job().time().toEpochMilli());
    return !live.test(attempt) && submitted > knownNanos && submitted < serving.startedNanos();
  }
}
