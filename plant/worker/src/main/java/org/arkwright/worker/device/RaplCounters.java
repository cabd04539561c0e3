package org.arkwright.worker.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * The energy drawn by a machine's processor packages and memory, from the RAPL counters of Intel's
 * and AMD's processors, which Linux exposes below {@code /sys/class/powercap}. Only the zones of
 * packages and DRAM are added up: a package's zone includes those of its cores and graphics, and
 * the platform's zone (psys) includes the packages.
 *
 * <p>The counters wrap around within minutes under full load: {@link #microjoules} has to be called
 * more often than that. Thread-safe.
 */
final class RaplCounters {
  private static final String FOLDER = "sys/class/powercap";

  private final KernelTree tree;
  private final List<Zone> zones = new ArrayList<>();
  private long sum;

  /** Finds the readable zones; an unreadable one is a warning. */
  RaplCounters(Path root) {
    this.tree = new KernelTree(root);
    for (String name : tree.names(FOLDER, "intel-rapl:\\d+(:\\d+)?")) {
      String zone = FOLDER + "/" + name;
      if (tree.text(zone + "/name").filter(RaplCounters::isCounted).isPresent()) {
        OptionalLong now = tree.number(zone + "/energy_uj");
        OptionalLong range = tree.number(zone + "/max_energy_range_uj");
        if (now.isPresent() && range.isPresent()) {
          zones.add(new Zone(zone + "/energy_uj", range.getAsLong(), now.getAsLong()));
        }
      }
    }
  }

  private static boolean isCounted(String name) {
    return name.startsWith("package-") || name.equals("dram");
  }

  /** Whether there are no readable zones. */
  boolean isEmpty() {
    return zones.isEmpty();
  }

  List<String> warnings() {
    return tree.warnings();
  }

  /** Returns the energy drawn since this object was created, in millionths of a joule. */
  synchronized long microjoules() {
    for (Zone zone : zones) {
      OptionalLong now = tree.number(zone.file);
      if (now.isPresent()) {
        long increase = now.getAsLong() - zone.last;
        sum += increase >= 0 ? increase : increase + zone.range;
        zone.last = now.getAsLong();
      }
    }
    return sum;
  }

  /** One counter and its last value. */
  private static final class Zone {
    final String file;
    final long range;
    long last;

    Zone(String file, long range, long last) {
      this.file = file;
      this.range = range;
      this.last = last;
    }
  }
}
