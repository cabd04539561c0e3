package org.arkwright.kernel.rule;

import java.util.List;
import org.arkwright.kernel.state.KeyRing;
import org.arkwright.model.KeyCommand;
import org.arkwright.model.KeyEvent;
import org.arkwright.model.Refusal;
import org.arkwright.model.access.ApiKey;

/** The rules for creating and revoking API keys. */
public final class KeyRules {
  private static final int PROJECT_KEYS_MAX = 1_000;

  private KeyRules() {}

  public static Decision decide(KeyRing ring, KeyCommand command, String by, long nowNanos) {
    return switch (command) {
      case KeyCommand.CreateKey(ApiKey key) -> create(ring, key, by, nowNanos);
      case KeyCommand.RevokeKey revoke -> revoke(ring, revoke, by, nowNanos);
    };
  }

  private static Decision create(KeyRing ring, ApiKey key, String by, long nowNanos) {
    boolean taken =
        ring.all().stream()
            .anyMatch(other -> other.id().equals(key.id()) || other.digest().equals(key.digest()));
    if (taken) {
      return new Decision.Refused(
          new Refusal(
              Refusal.Code.CONFLICT,
              key.id().toString(),
              "a key that does not exist yet",
              "Create another key."));
    }
    long ofProject =
        ring.all().stream().filter(other -> other.project().equals(key.project())).count();
    if (ofProject >= PROJECT_KEYS_MAX) {
      return new Decision.Refused(
          new Refusal(
              Refusal.Code.CONFLICT,
              "%d keys of project %s".formatted(ofProject, key.project()),
              "at most " + PROJECT_KEYS_MAX,
              "Revoke keys that nobody uses any more."));
    }
    ApiKey dated =
        new ApiKey(
            key.id(),
            key.project(),
            key.name(),
            key.digest(),
            key.requestsPerMinute(),
            key.tokensPerMinute(),
            by,
            nowNanos);
    return new Decision.Accepted(List.of(new KeyEvent.KeyCreated(dated, nowNanos)));
  }

  private static Decision revoke(
      KeyRing ring, KeyCommand.RevokeKey revoke, String by, long nowNanos) {
    if (ring.find(revoke.key()).isEmpty()) {
      return new Decision.Refused(
          new Refusal(
              Refusal.Code.NOT_FOUND,
              revoke.key().toString(),
              "the id of an active key",
              "List the keys first; revoked keys are no longer listed."));
    }
    return new Decision.Accepted(List.of(new KeyEvent.KeyRevoked(revoke.key(), by, nowNanos)));
  }
}
