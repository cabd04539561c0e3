package org.arkwright.protocol;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.function.Predicate;
import org.arkwright.model.id.AttemptId;
import org.arkwright.model.node.Capability;
import org.arkwright.wire.Wire;
import org.arkwright.wire.WireException;

/**
 * The JSON of messages between workers and control planes of different versions. Members that are
 * not known are ignored. An order or an observation that cannot be understood spoils no other: it
 * is passed over, and who wrote it is told. Messages of the version before are read, and written
 * for whoever speaks no later one.
 *
 * <p>Thread-safe.
 */
public final class ProtocolForm {
  /** The last version whose readers refuse members that they do not know. */
  private static final int STRICT = 3;

  private static final String LOOPBACK = "127.0.0.1";

  private final Wire wire = Wire.tolerant();

  /**
   * Returns a worker's message as a control plane of that version reads it.
   *
   * @param version the latest that both sides speak, or the worker's own while that is unknown
   */
  public byte[] write(SyncRequest request, int version) {
    if (version > STRICT) {
      return wire.write(request);
    }
    ObjectNode tree = wire.mapper().valueToTree(request);
    tree.remove(List.of("named", "versions", "complaints"));
    if (tree.get("introduction") instanceof ObjectNode registration) {
      registration.remove(List.of("identity", "broughtFor"));
      if (registration.get("spec") instanceof ObjectNode spec) {
        spec.remove(List.of("capabilities", "addresses"));
      }
    }
    keep(tree, "observations", observation -> observation.has("observation"));
    return wire.write(tree);
  }

  /** Returns the answer to a message as its sender reads it. */
  public byte[] write(SyncResponse response, SyncRequest to) {
    return write(response, to.spoken().common(Protocol.SPOKEN).orElse(to.spoken().latest()));
  }

  /** Returns an answer as a worker of that version reads it. */
  public byte[] write(SyncResponse response, int version) {
    if (version > STRICT) {
      return wire.write(response);
    }
    ObjectNode tree = wire.mapper().valueToTree(response);
    tree.remove(List.of("versions", "refusal", "unread"));
    for (JsonNode each : tree.path("orders")) {
      if (each.get("order") instanceof ObjectNode order && order.has("meeting")) {
        JsonNode told = order.path("meeting").path("point").path("address");
        order.remove("meeting");
        order.put("masterAddress", told.asText(LOOPBACK));
        if (order.path("spec").path("gang") instanceof ObjectNode gang) {
          gang.remove("nodes");
        }
      }
    }
    return wire.write(tree);
  }

  /**
   * Reads a worker's message, of any version. Of a version that we do not speak, what cannot be
   * read of its registration is left out.
   *
   * @throws WireException when it is not the message of a worker
   */
  public SyncRequest readRequest(byte[] json) {
    try {
      return wire.read(json, SyncRequest.class);
    } catch (WireException _) {
      return readPiecewise(json);
    }
  }

  private SyncRequest readPiecewise(byte[] json) {
    ObjectNode tree = wire.readTree(json);
    if (tree.get("introduction") instanceof ObjectNode registration) {
      lift(registration);
    }
    List<NumberedObservation> read = new ArrayList<>();
    for (JsonNode each : tree.path("observations")) {
      read.add(observation(each));
    }
    tree.putArray("observations");
    SyncRequest request;
    try {
      request = wire.read(tree, SyncRequest.class);
    } catch (WireException e) {
      tree.remove("introduction");
      tree.remove("complaints");
      SyncRequest envelope = wire.read(tree, SyncRequest.class);
      if (envelope.spoken().common(Protocol.SPOKEN).isPresent()) {
        throw e;
      }
      request = envelope;
    }
    return request.observing(read);
  }

  /** A registration of a version in which nodes did not say what they can do. */
  private void lift(ObjectNode registration) {
    if (!(registration.get("spec") instanceof ObjectNode spec)) {
      return;
    }
    if (!spec.has("addresses")) {
      spec.putObject("addresses");
    }
    if (spec.has("capabilities")) {
      keep(spec, "capabilities", each -> isCapability(each.asText()));
    } else {
      ArrayNode capabilities = spec.putArray("capabilities");
      for (Capability each : Capability.values()) {
        if (each != Capability.SANDBOX || hasSandbox(spec)) {
          capabilities.add(each.name());
        }
      }
    }
  }

  private static boolean hasSandbox(ObjectNode spec) {
    for (JsonNode limit : spec.path("limits")) {
      if (limit.path("name").asText().equals("sandbox") && limit.has("mechanism")) {
        return true;
      }
    }
    return false;
  }

  private static boolean isCapability(String name) {
    for (Capability each : Capability.values()) {
      if (each.name().equals(name)) {
        return true;
      }
    }
    return false;
  }

  private NumberedObservation observation(JsonNode json) {
    if (!(json instanceof ObjectNode tree)) {
      throw new WireException(NumberedObservation.class, "", "expected a JSON object");
    }
    try {
      return wire.read(tree, NumberedObservation.class);
    } catch (WireException e) {
      return NumberedObservation.notUnderstood(number(tree), String.valueOf(e.getMessage()));
    }
  }

  /**
   * Reads an answer; orders that are not understood are in {@link SyncResponse#unread}.
   *
   * @throws WireException when it is not the answer of a control plane
   */
  public SyncResponse readResponse(byte[] json) {
    try {
      return wire.read(json, SyncResponse.class);
    } catch (WireException _) {
      return readOrderwise(json);
    }
  }

  private SyncResponse readOrderwise(byte[] json) {
    ObjectNode tree = wire.readTree(json);
    List<NumberedOrder> orders = new ArrayList<>();
    List<RefusedOrder> unread = new ArrayList<>();
    for (JsonNode each : tree.path("orders")) {
      if (!(each instanceof ObjectNode order)) {
        throw new WireException(NumberedOrder.class, "", "expected a JSON object");
      }
      if (order.get("order") instanceof ObjectNode launch && launch.has("masterAddress")) {
        launch.set("meeting", wire.mapper().valueToTree(Meeting.ON_ONE_NODE));
        if (launch.path("spec").path("gang") instanceof ObjectNode gang && !gang.has("nodes")) {
          gang.putArray("nodes");
        }
      }
      try {
        orders.add(wire.read(order, NumberedOrder.class));
      } catch (WireException e) {
        Optional<AttemptId> attempt = AttemptId.parse(order.path("order").path("attempt").asText());
        unread.add(new RefusedOrder(number(order), attempt, String.valueOf(e.getMessage())));
      }
    }
    tree.putArray("orders");
    tree.putArray("unread");
    return wire.read(tree, SyncResponse.class).holding(orders, unread);
  }

  private static long number(ObjectNode numbered) {
    JsonNode number = numbered.path("number");
    if (!number.isIntegralNumber()) {
      throw new WireException(Long.class, "number", "expected a number");
    }
    return number.longValue();
  }

  private static void keep(ObjectNode tree, String list, Predicate<JsonNode> wanted) {
    ArrayNode kept = tree.arrayNode();
    for (JsonNode each : tree.path(list)) {
      if (wanted.test(each)) {
        kept.add(each);
      }
    }
    tree.set(list, kept);
  }
}
