package org.arkwright.dispatch;

import java.util.Collection;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.Set;
import org.arkwright.engine.Launch;
import org.arkwright.model.id.AttemptId;

/** The attempts of a site that the control plane knows. Owned by the engine's thread. */
final class DispatchedAttempts {
  private final String network;
  private final Map<AttemptId, DispatchedAttempt> launched = new LinkedHashMap<>();
  private final Set<AttemptId> live = new HashSet<>();

  /** The attempts that were live when this control plane started. */
  private final Set<AttemptId> inherited = new HashSet<>();

  /**
   * @param network as {@link ProvidedSite#network}
   */
  DispatchedAttempts(String network) {
    this.network = network;
  }

  /** Takes note of what was live before this control plane. */
  void inherit(Collection<AttemptId> attempts) {
    live.addAll(attempts);
    inherited.addAll(attempts);
  }

  DispatchedAttempt launch(Launch launch) {
    live.add(launch.attempt());
    DispatchedAttempt known = launched.get(launch.attempt());
    if (known != null) {
      known.repeat(launch);
      return known;
    }
    DispatchedAttempt attempt = new DispatchedAttempt(launch, network);
    launched.put(launch.attempt(), attempt);
    return attempt;
  }

  Optional<DispatchedAttempt> find(AttemptId attempt) {
    return Optional.ofNullable(launched.get(attempt));
  }

  /** All that were launched and not forgotten, in that order. */
  List<DispatchedAttempt> all() {
    return List.copyOf(launched.values());
  }

  void forget(AttemptId attempt) {
    launched.remove(attempt);
    live.remove(attempt);
    inherited.remove(attempt);
  }

  /** Whether the attempt runs, as far as the control plane knows. */
  boolean isLive(AttemptId attempt) {
    return live.contains(attempt);
  }

  /** Whether an earlier run of the control plane may have sent the attempt's launch. */
  boolean isInherited(AttemptId attempt) {
    return inherited.contains(attempt);
  }
}
