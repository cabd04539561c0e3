package org.arkwright.kernel.rule;

import java.util.List;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Event;
import org.arkwright.model.access.Quota;

/** The rules for setting quotas. Lowering a quota ends nothing; it only holds back new starts. */
public final class QuotaRules {
  private QuotaRules() {}

  public static Decision set(State state, Quota quota, long nowNanos) {
    boolean same = state.quotaTable().find(quota.project()).filter(quota::equals).isPresent();
    return new Decision.Accepted(same ? List.of() : List.of(new Event.QuotaSet(quota, nowNanos)));
  }
}
