package org.arkwright.dispatch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.HashSet;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.Set;
import java.util.TreeMap;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.NumberedOrder;
import org.arkwright.protocol.Order;
import org.jspecify.annotations.Nullable;

/** The desired attempts of one worker, and the orders it has yet to carry out. Not thread-safe. */
final class WorkerOrders {
  private static final int ORDERS_PER_ANSWER = 500;

  /** The desired attempts, sent in full to a worker that registers. */
  private final SequencedMap<AttemptId, Desired> desired = new LinkedHashMap<>();

  /** The desired attempts whose launch was in no answer, so that no worker knows of them. */
  private final Set<AttemptId> unsent = new HashSet<>();

  private final TreeMap<Long, Order> outstanding = new TreeMap<>();
  private final Map<Subject, Long> numbers = new HashMap<>();
  private @Nullable String incarnation;
  private long lastNumber;

  /**
   * An attempt that should run, or should stop.
   *
   * @param held whether its launch has to wait
   */
  private record Desired(Order.Launch launch, boolean held, Optional<Order.Stop> stop) {}

  boolean knows(String worker) {
    return worker.equals(incarnation);
  }

  /** Whether the worker has registered, and is not known to be gone. */
  boolean hasWorker() {
    return incarnation != null;
  }

  /** Notes that the worker is gone. */
  void loseWorker() {
    incarnation = null;
  }

  /** The attempts whose launch certainly reached no worker since this control plane started. */
  Set<AttemptId> unsent() {
    return Set.copyOf(unsent);
  }

  /** The attempts that should run, or should stop. */
  Set<AttemptId> wanted() {
    return Set.copyOf(desired.keySet());
  }

  boolean wants(AttemptId attempt) {
    return desired.containsKey(attempt);
  }

  /** Whether the attempt's launch has to wait. */
  boolean holds(AttemptId attempt) {
    Desired known = desired.get(attempt);
    return known != null && known.held;
  }

  /** Queues all orders again for a new incarnation, and orders it to forget unknown attempts. */
  void register(String worker, Collection<AttemptId> unknownAttempts) {
    incarnation = worker;
    outstanding.clear();
    numbers.clear();
    lastNumber = 0;
    for (Desired attempt : desired.values()) {
      if (!attempt.held) {
        add(attempt.launch);
        attempt.stop.ifPresent(this::add);
      }
    }
    unknownAttempts.forEach(unknown -> add(new Order.Forget(unknown)));
  }

  /** Notes an attempt that should run, and whose launch has to wait. */
  void hold(Order.Launch launch) {
    want(launch, true);
  }

  void launch(Order.Launch launch) {
    want(launch, false);
    addOnce(launch);
  }

  private void want(Order.Launch launch, boolean held) {
    Desired known = desired.get(launch.attempt());
    if (known == null) {
      unsent.add(launch.attempt());
    }
    desired.put(
        launch.attempt(), new Desired(launch, held, known == null ? Optional.empty() : known.stop));
  }

  void stop(Order.Stop stop) {
    desired.computeIfPresent(
        stop.attempt(), (_, known) -> new Desired(known.launch, known.held, Optional.of(stop)));
    addOnce(stop);
  }

  void forget(AttemptId attempt) {
    desired.remove(attempt);
    unsent.remove(attempt);
    withdraw(new Subject(Order.Launch.class, attempt));
    withdraw(new Subject(Order.Stop.class, attempt));
    addOnce(new Order.Forget(attempt));
  }

  /** Asks for a channel, once: a worker that restarts before it has seen that never will. */
  void open(Order.Open order) {
    add(order);
  }

  void exit() {
    add(new Order.Exit());
  }

  /** Removes the orders up to that number, which the worker has carried out. */
  void carriedOut(long number) {
    Map<Long, Order> done = outstanding.headMap(number, true);
    done.values().forEach(order -> numbers.remove(Subject.of(order)));
    done.clear();
  }

  boolean hasOrders() {
    return !outstanding.isEmpty();
  }

  /** The first outstanding orders, as many as fit into an answer. */
  List<NumberedOrder> outstanding() {
    List<NumberedOrder> orders = new ArrayList<>();
    for (Map.Entry<Long, Order> order : outstanding.entrySet()) {
      if (orders.size() == ORDERS_PER_ANSWER) {
        break;
      }
      orders.add(new NumberedOrder(order.getKey(), order.getValue()));
      if (order.getValue() instanceof Order.Launch launch) {
        unsent.remove(launch.attempt());
      }
    }
    return orders;
  }

  /** Adds an order unless it is outstanding already, since the controller repeats its calls. */
  private void addOnce(Order order) {
    if (!numbers.containsKey(Subject.of(order))) {
      add(order);
    }
  }

  private void add(Order order) {
    outstanding.put(++lastNumber, order);
    numbers.put(Subject.of(order), lastNumber);
  }

  private void withdraw(Subject subject) {
    Long number = numbers.remove(subject);
    if (number != null) {
      outstanding.remove(number);
    }
  }

  /** The identity of an order: two orders of the same subject are interchangeable. */
  private record Subject(Class<? extends Order> kind, @Nullable Object what) {
    static Subject of(Order order) {
      return switch (order) {
        case Order.Launch launch -> new Subject(Order.Launch.class, launch.attempt());
        case Order.Stop stop -> new Subject(Order.Stop.class, stop.attempt());
        case Order.Forget forget -> new Subject(Order.Forget.class, forget.attempt());
        case Order.Exit _ -> new Subject(Order.Exit.class, null);
        case Order.Open open -> new Subject(Order.Open.class, open.channel());
      };
    }
  }
}
