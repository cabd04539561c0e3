package org.arkwright.tracking;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.sql.SQLException;
import java.util.HashMap;
import java.util.LinkedHashMap;
import java.util.Map;
import java.util.Set;
import org.arkwright.tracking.request.TrackingCall;
import org.arkwright.tracking.request.TrackingCaller;
import org.arkwright.tracking.request.TrackingRefusal;
import org.arkwright.tracking.request.TrackingRequest;
import org.arkwright.tracking.search.Condition;
import org.arkwright.tracking.search.SearchException;
import org.arkwright.tracking.store.TrackingSql;

/** The calls that are served, each with what carries it out. For one thread. */
final class Routes {
  private final Map<TrackingCall, Operation> operations = new LinkedHashMap<>();
  private final Map<TrackingCall, Integer> statuses = new HashMap<>();

  /** Carries out one request as a unit of work of the store. */
  @FunctionalInterface
  interface Operation {
    ObjectNode answer(TrackingSql sql, TrackingCaller caller, TrackingRequest request)
        throws SQLException, TrackingRefusal;
  }

  /** Adds a call of MLflow's API 2.0; the path has parameters in braces. */
  Routes add(String method, String path, Operation operation) {
    operations.put(new TrackingCall(method, 2, path), operation);
    return this;
  }

  /** Adds a call of MLflow's API 3.0. */
  Routes add3(String method, String path, Operation operation) {
    operations.put(new TrackingCall(method, 3, path), operation);
    return this;
  }

  /** Adds a call that is answered with another HTTP status than 200. */
  Routes add(String method, String path, int status, Operation operation) {
    statuses.put(new TrackingCall(method, 2, path), status);
    return add(method, path, operation);
  }

  int status(TrackingCall call) {
    return statuses.getOrDefault(call, 200);
  }

  Set<TrackingCall> calls() {
    return operations.keySet();
  }

  Operation operation(TrackingCall call) {
    Operation operation = operations.get(call);
    if (operation == null) {
      throw new IllegalArgumentException("no such call: " + call);
    }
    return operation;
  }

  static ObjectNode object() {
    return JsonNodeFactory.instance.objectNode();
  }

  /** Reads a filter or an order. */
  @FunctionalInterface
  interface Search {
    Condition read() throws SearchException;
  }

  /** Returns what was read, or refuses what was not understood. */
  static Condition searched(Search search) throws TrackingRefusal {
    try {
      return search.read();
    } catch (SearchException e) {
      throw TrackingRefusal.invalid(String.valueOf(e.getMessage()));
    }
  }
}
