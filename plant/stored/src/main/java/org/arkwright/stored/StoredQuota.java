package org.arkwright.stored;

import java.util.Optional;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.unit.Resources;

/** The stored form of {@link Quota}. */
record StoredQuota(
    ProjectName project,
    Optional<String> cohort,
    Amount nominal,
    Amount borrowingLimit,
    Amount lendingLimit,
    int weight) {
  static StoredQuota of(Quota quota) {
    return new StoredQuota(
        quota.project(),
        quota.cohort(),
        Amount.of(quota.nominal()),
        Amount.of(quota.borrowingLimit()),
        Amount.of(quota.lendingLimit()),
        quota.weight());
  }

  Quota model() {
    return new Quota(
        project, cohort, nominal.model(), borrowingLimit.model(), lendingLimit.model(), weight);
  }

  /** The stored form of {@link Resources}. */
  record Amount(long cpuMillis, long memoryBytes, long deviceThousandths) {
    static Amount of(Resources resources) {
      return new Amount(
          resources.cpuMillis(), resources.memoryBytes(), resources.deviceThousandths());
    }

    Resources model() {
      return new Resources(cpuMillis, memoryBytes, deviceThousandths);
    }
  }
}
