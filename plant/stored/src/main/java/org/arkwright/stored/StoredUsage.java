package org.arkwright.stored;

import java.math.BigDecimal;
import java.util.List;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.usage.Meter;
import org.arkwright.model.usage.Quantity;
import org.arkwright.model.usage.UsageRecord;
import org.arkwright.model.usage.Workload;

/** The stored form of {@link UsageRecord}. */
record StoredUsage(
    ProjectName project,
    String by,
    User workload,
    long fromNanos,
    long toNanos,
    List<Amount> quantities) {
  static StoredUsage of(UsageRecord usage) {
    return new StoredUsage(
        usage.project(),
        usage.by(),
        User.of(usage.workload()),
        usage.fromNanos(),
        usage.toNanos(),
        usage.quantities().stream().map(Amount::of).toList());
  }

  UsageRecord model() {
    return new UsageRecord(
        project,
        by,
        workload.model(),
        fromNanos,
        toNanos,
        quantities.stream().map(Amount::model).toList());
  }

  /** The stored form of {@link Workload}. */
  record User(Kind kind, String name) {
    static User of(Workload workload) {
      return new User(
          switch (workload.kind()) {
            case JOB -> Kind.JOB;
            case DEPLOYMENT -> Kind.DEPLOYMENT;
          },
          workload.name());
    }

    Workload model() {
      return new Workload(
          switch (kind) {
            case JOB -> Workload.Kind.JOB;
            case DEPLOYMENT -> Workload.Kind.DEPLOYMENT;
          },
          name);
    }
  }

  enum Kind {
    JOB,
    DEPLOYMENT
  }

  /** The stored form of {@link Quantity}. */
  record Amount(Counter meter, BigDecimal amount, Basis basis) {
    static Amount of(Quantity quantity) {
      return new Amount(
          Counter.of(quantity.meter()),
          quantity.amount(),
          switch (quantity.basis()) {
            case MEASURED -> Basis.MEASURED;
            case MODELLED -> Basis.MODELLED;
          });
    }

    Quantity model() {
      return new Quantity(
          meter.model(),
          amount,
          switch (basis) {
            case MEASURED -> Quantity.Basis.MEASURED;
            case MODELLED -> Quantity.Basis.MODELLED;
          });
    }
  }

  enum Basis {
    MEASURED,
    MODELLED
  }

  enum Counter {
    DEVICE_SECONDS,
    CPU_SECONDS,
    CPU_SECONDS_BUSY,
    MEMORY_BYTE_SECONDS,
    TOKENS_IN,
    TOKENS_OUT,
    REQUESTS,
    BYTES_IN,
    BYTES_OUT,
    JOULES,
    JOULES_ATTRIBUTED;

    static Counter of(Meter meter) {
      return switch (meter) {
        case DEVICE_SECONDS -> DEVICE_SECONDS;
        case CPU_SECONDS -> CPU_SECONDS;
        case CPU_SECONDS_BUSY -> CPU_SECONDS_BUSY;
        case MEMORY_BYTE_SECONDS -> MEMORY_BYTE_SECONDS;
        case TOKENS_IN -> TOKENS_IN;
        case TOKENS_OUT -> TOKENS_OUT;
        case REQUESTS -> REQUESTS;
        case BYTES_IN -> BYTES_IN;
        case BYTES_OUT -> BYTES_OUT;
        case JOULES -> JOULES;
        case JOULES_ATTRIBUTED -> JOULES_ATTRIBUTED;
      };
    }

    Meter model() {
      return switch (this) {
        case DEVICE_SECONDS -> Meter.DEVICE_SECONDS;
        case CPU_SECONDS -> Meter.CPU_SECONDS;
        case CPU_SECONDS_BUSY -> Meter.CPU_SECONDS_BUSY;
        case MEMORY_BYTE_SECONDS -> Meter.MEMORY_BYTE_SECONDS;
        case TOKENS_IN -> Meter.TOKENS_IN;
        case TOKENS_OUT -> Meter.TOKENS_OUT;
        case REQUESTS -> Meter.REQUESTS;
        case BYTES_IN -> Meter.BYTES_IN;
        case BYTES_OUT -> Meter.BYTES_OUT;
        case JOULES -> Meter.JOULES;
        case JOULES_ATTRIBUTED -> Meter.JOULES_ATTRIBUTED;
      };
    }
  }
}
