package org.arkwright.worker.device;

import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.OptionalLong;

/**
 * What a machine's processor packages and their memory have drawn, by the counters that Intel's and
 * AMD's processors keep (RAPL) and Linux shows below {@code /sys/class/powercap}. Cores and
 * graphics have zones of their own that a package's includes; a platform's (psys) includes the
 * packages.
 *
 * <p>The counters start again at zero within minutes of full load: {@link #microjoules} has to be
 * called more often than that. Safe for any thread.
 */
final class RaplCounters {
  private static final String FOLDER = "sys/class/powercap";

  private final KernelTree tree;
  private final List<Zone> zones = new ArrayList<>();
  private long sum;

  /** Finds the zones that can be read; what cannot is a warning. */
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

  /** Whether nothing can be read here. */
  boolean isEmpty() {
    return zones.isEmpty();
  }

  List<String> warnings() {
    return tree.warnings();
  }

  /** What was drawn since this was made, in millionths of a joule. */
  synchronized long microjoules() {
    for (Zone zone : zones) {
      OptionalLong now = tree.number(zone.file);
      if (now.isPresent()) {
        long more = now.getAsLong() - zone.last;
        sum += more >= 0 ? more : more + zone.range;
        zone.last = now.getAsLong();
      }
    }
    return sum;
  }

  /** One counter. */
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
