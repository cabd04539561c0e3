package org.arkwright.scheduler.order;

import java.util.List;
import java.util.Optional;

/** The ordering policies by name. */
public final class Orderings {
  /** First come, first served, over all projects. */
  public static final OrderingPolicy FIFO =
      new FirstComeOrder("fifo", OrderingPolicy.Fairness.NONE);

  /** First come, first served within a project; the project that used less recently goes first. */
  public static final OrderingPolicy FAIR_SHARE =
      new FirstComeOrder("fair-share", OrderingPolicy.Fairness.DECAYED);

  /** The shortest expected run first. */
  public static final OrderingPolicy SHORTEST_EXPECTED = new ShortestExpectedOrder();

  /** The job that has run least so far first. */
  public static final OrderingPolicy LEAST_ATTAINED = new LeastAttainedOrder();

  /** The earliest deadline first. */
  public static final OrderingPolicy DEADLINE = new DeadlineOrder();

  /** Fair between projects; within one, the job likely to end soonest first. */
  public static final OrderingPolicy DEFAULT = new ForecastOrder();

  /** All policies, the default first. */
  public static final List<OrderingPolicy> ALL =
      List.of(DEFAULT, FIFO, FAIR_SHARE, SHORTEST_EXPECTED, LEAST_ATTAINED, DEADLINE);

  private Orderings() {}

  /** The policy with the given name, if there is one. */
  public static Optional<OrderingPolicy> named(String name) {
    return ALL.stream().filter(policy -> policy.name().equals(name)).findFirst();
  }

  /** The names for messages, as "forecast, fifo, …". */
  public static String names() {
    return String.join(", ", ALL.stream().map(OrderingPolicy::name).toList());
  }
}
