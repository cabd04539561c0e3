package org.arkwright.spec.site;

import java.util.Collections;
import java.util.List;
import java.util.Optional;
import java.util.OptionalInt;
import java.util.OptionalLong;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.node.Device;
import org.arkwright.model.node.NodeSpec;
import org.arkwright.model.site.Site;
import org.arkwright.model.unit.Bytes;
import org.arkwright.spec.SpecFields;
import org.arkwright.spec.SpecScalar;

/**
 * What hosts that joined offer, as their operator says it in one place: {@code workers} in {@code
 * site.yaml} maps a node's name, or a prefix of names followed by a star, to {@code labels}, {@code
 * cpus}, {@code memory} and {@code devices}. No host offers more than it has.
 *
 * @param named offers by node name, or by name prefix and star
 */
public record WorkerOffers(SortedMap<String, Offer> named) {
  public static final WorkerOffers NONE = new WorkerOffers(Collections.emptySortedMap());

  private static final List<String> FIELDS = List.of("labels", "cpus", "memory", "devices");
  private static final int DEVICES_MAX = 1024;
  private static final SpecScalar<String> LABEL =
      SpecScalar.text(
          "a label other than " + Site.LABEL + ", which its join token says",
          text -> text.matches("[A-Za-z0-9][A-Za-z0-9._/-]{0,62}") && !text.equals(Site.LABEL));
  private static final SpecScalar<String> VALUE =
      SpecScalar.text("at most 63 characters", text -> text.length() < 64);

  public WorkerOffers {
    named = Collections.unmodifiableSortedMap(new TreeMap<>(named));
  }

  /**
   * What a host offers.
   *
   * @param labels beside its own, or instead of them
   * @param cpuMillis at most, in thousandths of a core; empty for all
   * @param memoryBytes at most; empty for all
   * @param devices the first so many; empty for all
   */
  public record Offer(
      SortedMap<String, String> labels,
      OptionalLong cpuMillis,
      OptionalLong memoryBytes,
      OptionalInt devices) {
    public Offer {
      labels = Collections.unmodifiableSortedMap(new TreeMap<>(labels));
    }

    NodeSpec of(NodeSpec found) {
      NodeSpec node = found;
      for (var label : labels.entrySet()) {
        node = node.withLabel(label.getKey(), label.getValue());
      }
      List<Device> all = node.devices();
      return node.offering(
          Math.min(node.cpuMillis(), cpuMillis.orElse(Long.MAX_VALUE)),
          new Bytes(Math.min(node.memory().value(), memoryBytes.orElse(Long.MAX_VALUE))),
          all.subList(0, Math.min(all.size(), devices.orElse(Integer.MAX_VALUE))));
    }
  }

  static WorkerOffers in(SpecFields site) {
    SortedMap<String, Offer> offers = new TreeMap<>();
    site.mappings("workers", NodePlaces.NODES, FIELDS)
        .forEach((node, fields) -> offers.put(node, offer(fields)));
    return new WorkerOffers(offers);
  }

  private static Offer offer(SpecFields fields) {
    Optional<Long> cpus = fields.value("cpus", SpecScalar.cores());
    Optional<Bytes> memory = fields.value("memory", SpecScalar.bytes());
    Optional<Integer> devices = fields.value("devices", SpecScalar.wholeNumber(0, DEVICES_MAX));
    return new Offer(
        fields.dictionary("labels", LABEL, VALUE),
        cpus.map(OptionalLong::of).orElseGet(OptionalLong::empty),
        memory.map(Bytes::value).map(OptionalLong::of).orElseGet(OptionalLong::empty),
        devices.map(OptionalInt::of).orElseGet(OptionalInt::empty));
  }

  /** Returns what the node offers; an exact name wins over the longest matching prefix. */
  public NodeSpec offered(NodeSpec node) {
    return NodePlaces.find(named, node.id().name()).map(offer -> offer.of(node)).orElse(node);
  }
}
