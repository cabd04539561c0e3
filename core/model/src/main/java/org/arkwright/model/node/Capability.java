package org.arkwright.model.node;

import java.util.Collection;
import java.util.EnumSet;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.Set;

/** An ability that not every node has. A gang that needs one is placed only on nodes with it. */
public enum Capability {
  /** Re-attaches to running ranks after the control plane or the worker was restarted. */
  REATTACH("re-attach to running ranks"),
  /** Gives each rank its share of a device. */
  DEVICE_SHARES("share a device between ranks"),
  /** Runs ranks in a sandbox. */
  SANDBOX("run ranks in a sandbox");

  /** The limit whose probe decides about {@link #SANDBOX}. */
  private static final String SANDBOX_LIMIT = "sandbox";

  private final String description;

  Capability(String description) {
    this.description = description;
  }

  /** What it lets a node do, to follow "can" or "cannot". */
  public String description() {
    return description;
  }

  /** The capability in API, CLI and console. */
  public String word() {
    return name().toLowerCase(Locale.ROOT).replace('_', '-');
  }

  /** The message with which a node refuses a rank that needs this, should one be sent there. */
  public String refusal() {
    return "this node cannot " + description;
  }

  /**
   * The capabilities of a node whose worker runs ranks as processes, as every worker here does:
   * those of the worker itself, and a sandbox where the node's probe found one.
   *
   * @param limits the results of the node's probe
   */
  public static Set<Capability> ofWorker(Collection<EnforcedLimit> limits) {
    return limits.stream()
            .anyMatch(limit -> limit.name().equals(SANDBOX_LIMIT) && limit.mechanism().isPresent())
        ? EnumSet.of(REATTACH, DEVICE_SHARES, SANDBOX)
        : EnumSet.of(REATTACH, DEVICE_SHARES);
  }

  /** Why a node lacks this, as far as its probe tells. */
  public Optional<String> whyMissing(List<EnforcedLimit> limits) {
    return this == SANDBOX
        ? limits.stream()
            .filter(limit -> limit.name().equals(SANDBOX_LIMIT) && limit.mechanism().isEmpty())
            .map(EnforcedLimit::detail)
            .findFirst()
        : Optional.empty();
  }
}
