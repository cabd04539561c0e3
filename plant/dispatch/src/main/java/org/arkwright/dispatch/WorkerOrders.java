package org.arkwright.dispatch;

import java.util.ArrayList;
import java.util.Collection;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Optional;
import java.util.SequencedMap;
import java.util.TreeMap;
import org.arkwright.model.id.AttemptId;
import org.arkwright.protocol.NumberedOrder;
import org.arkwright.protocol.Order;
import org.jspecify.annotations.Nullable;

/** What is wanted of one node: which orders its worker has yet to carry out. Used by one thread. */
final class WorkerOrders {
  private static final int ORDERS_PER_ANSWER = 500;

  /** What should be so, to be told in full to a worker that introduces itself. */
  private final SequencedMap<AttemptId, Wanted> wanted = new LinkedHashMap<>();

  private final TreeMap<Long, Order> outstanding = new TreeMap<>();
  private final Map<Subject, Long> numbers = new HashMap<>();
  private @Nullable String incarnation;
  private long lastNumber;

  /** An attempt that should run here, or should stop. */
  private record Wanted(Order.Launch launch, Optional<Order.Stop> stop) {}

  boolean knows(String worker) {
    return worker.equals(incarnation);
  }

  /** Nobody answers for the node any more. */
  void lose() {
    incarnation = null;
  }

  boolean wants(AttemptId attempt) {
    return wanted.containsKey(attempt);
  }

  /** A new incarnation is told everything anew, and to forget what nobody knows. */
  void introduce(String worker, Collection<AttemptId> strays) {
    incarnation = worker;
    outstanding.clear();
    numbers.clear();
    lastNumber = 0;
    for (Wanted attempt : wanted.values()) {
      add(attempt.launch);
      attempt.stop.ifPresent(this::add);
    }
    strays.forEach(stray -> add(new Order.Forget(stray)));
  }

  void launch(Order.Launch launch) {
    wanted.putIfAbsent(launch.attempt(), new Wanted(launch, Optional.empty()));
    addOnce(launch);
  }

  void stop(Order.Stop stop) {
    wanted.computeIfPresent(
        stop.attempt(), (_, known) -> new Wanted(known.launch, Optional.of(stop)));
    addOnce(stop);
  }

  void forget(AttemptId attempt) {
    wanted.remove(attempt);
    withdraw(new Subject(Order.Launch.class, attempt));
    withdraw(new Subject(Order.Stop.class, attempt));
    addOnce(new Order.Forget(attempt));
  }

  void exit() {
    add(new Order.Exit());
  }

  /** The worker has carried out the orders up to that number. */
  void carriedOut(long number) {
    Map<Long, Order> done = outstanding.headMap(number, true);
    done.values().forEach(order -> numbers.remove(Subject.of(order)));
    done.clear();
  }

  boolean hasOrders() {
    return !outstanding.isEmpty();
  }

  /** The first of what is yet to be carried out. */
  List<NumberedOrder> orders() {
    List<NumberedOrder> orders = new ArrayList<>();
    for (Map.Entry<Long, Order> order : outstanding.entrySet()) {
      if (orders.size() == ORDERS_PER_ANSWER) {
        break;
      }
      orders.add(new NumberedOrder(order.getKey(), order.getValue()));
    }
    return orders;
  }

  /** The controller repeats its wishes; one that is under way already is not queued again. */
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

  /** What an order is about: two orders of one subject are the same wish. */
  private record Subject(Class<? extends Order> kind, @Nullable AttemptId attempt) {
    static Subject of(Order order) {
      return switch (order) {
        case Order.Launch launch -> new Subject(Order.Launch.class, launch.attempt());
        case Order.Stop stop -> new Subject(Order.Stop.class, stop.attempt());
        case Order.Forget forget -> new Subject(Order.Forget.class, forget.attempt());
        case Order.Exit _ -> new Subject(Order.Exit.class, null);
      };
    }
  }
}
