package org.arkwright.dispatch;

import java.util.Map;
import java.util.Optional;
import java.util.concurrent.ConcurrentHashMap;
import org.arkwright.engine.Launch;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.node.Capability;
import org.arkwright.model.node.EnforcedLimit;
import org.arkwright.model.node.NodeSpec;

/** Which nodes have a sandbox, as they said when they registered. Thread-safe. */
final class NodeSandboxes {
  private final Map<NodeId, EnforcedLimit> told = new ConcurrentHashMap<>();

  void register(NodeSpec spec) {
    spec.limits().stream()
        .filter(limit -> limit.name().equals("sandbox"))
        .forEach(limit -> told.put(spec.id(), limit));
  }

  /** Whether any node has one. */
  boolean exist() {
    return told.values().stream().anyMatch(found -> found.mechanism().isPresent());
  }

  /**
   * Why the launch needs a sandbox that one of its nodes does not have. A node that has not
   * registered with this engine yet decides for itself: it may be running the attempt already.
   */
  Optional<String> reasonToRefuse(Launch launch) {
    if (!launch.spec().execution().isolation().sandboxed()) {
      return Optional.empty();
    }
    return launch.allocation().nodes().stream()
        .flatMap(node ->
            Optional.ofNullable(told.get(node))
                .filter(found -> found.mechanism().isEmpty())
                .map(found ->
                    "%s: node %s: %s"
                        .formatted(Capability.SANDBOX.refusal(), node.name(), found.detail()))
                .stream())
        .findFirst();
  }
}
