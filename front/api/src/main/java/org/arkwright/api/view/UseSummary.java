package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.List;
import java.util.Optional;
import java.util.SortedMap;
import org.arkwright.model.job.JobSpec;
import org.arkwright.model.job.RankResources;
import org.arkwright.model.unit.Bytes;
import org.arkwright.samples.History;
import org.arkwright.samples.Metric;
import org.arkwright.samples.SeriesKey;
import org.arkwright.samples.Stats;
import org.arkwright.spec.SpecWriter;

/**
 * What an attempt used of what it asked for: means and peaks, and where it used only a fraction,
 * what to ask for instead.
 */
public final class UseSummary {
  /** A job that has been measured for less has not shown what it needs. */
  private static final long LEAST_SAMPLES = 30;

  /** Who uses less than one of so many parts of what is held keeps the rest from others. */
  private static final int FRACTION = 2;

  private static final long LEAST_CPU_MILLIS = 1000;
  private static final Bytes LEAST_MEMORY = Bytes.ofGibibytes(1);
  private static final Bytes MEMORY_STEP = Bytes.ofMebibytes(256);
  private static final int IDLE_PERCENT = 20;

  private final JobSpec spec;
  private final List<SortedMap<SeriesKey, Stats>> nodes;

  private UseSummary(JobSpec spec, List<SortedMap<SeriesKey, Stats>> nodes) {
    this.spec = spec;
    this.nodes = nodes;
  }

  /** Returns the summary; empty where nothing was measured. */
  public static Optional<ObjectNode> of(JobSpec spec, History history) {
    List<SortedMap<SeriesKey, Stats>> nodes =
        history.stats().values().stream().filter(stats -> !stats.isEmpty()).toList();
    return nodes.isEmpty() ? Optional.empty() : Optional.of(new UseSummary(spec, nodes).json());
  }

  private ObjectNode json() {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    int ranks = spec.gang().ranks();
    RankResources asked = spec.gang().resources();
    ArrayNode hints = JsonNodeFactory.instance.arrayNode();
    long samples = nodes.stream().mapToLong(UseSummary::samples).max().orElse(0);
    json.put("samples", samples);
    boolean enough = samples >= LEAST_SAMPLES;
    if (isKnown(Metric.CPU)) {
      long mean = sum(Metric.CPU, false);
      long peak = sum(Metric.CPU, true);
      long held = asked.cpuMillis() * ranks;
      json.putObject("cpus")
          .put("requested", cores(held))
          .put("mean", cores(mean))
          .put("peak", cores(peak));
      if (enough && held >= LEAST_CPU_MILLIS && peak * FRACTION < held) {
        hints.add(
            "It never used more than %s of its %s cores: 'cpus: %s' a rank would do."
                .formatted(
                    plain(peak), plain(held), plain(Math.max(100, ceil(peak / ranks, 100)))));
      }
    }
    long mean = sum(Metric.MEMORY, false);
    long largest = largest();
    long held = asked.memory().value();
    json.putObject("memory")
        .put("requested", held * ranks)
        .put("mean", mean)
        .put("peak", sum(Metric.MEMORY, true))
        .put("requestedPerRank", held)
        .put("peakOfLargestRank", largest);
    if (enough && held >= LEAST_MEMORY.value() && largest * FRACTION < held) {
      hints.add(
          "No rank used more than %s of its %s of memory: 'memory: %s' would do."
              .formatted(
                  mebibytes(largest),
                  asked.memory(),
                  new Bytes(ceil(largest + largest / 4, MEMORY_STEP.value()))));
    }
    devices(json, hints, enough);
    if (!hints.isEmpty()) {
      json.set("hints", hints);
    }
    return json;
  }

  private void devices(ObjectNode json, ArrayNode hints, boolean enough) {
    Stats busy = Stats.NONE;
    Stats memory = Stats.NONE;
    for (SortedMap<SeriesKey, Stats> node : nodes) {
      for (var each : node.entrySet()) {
        switch (each.getKey().metric()) {
          case DEVICE_BUSY -> busy = busy.plus(each.getValue());
          case DEVICE_MEMORY -> memory = memory.plus(each.getValue());
          default -> {}
        }
      }
    }
    if (busy.count() > 0 || memory.count() > 0) {
      ObjectNode devices = json.putObject("devices");
      if (busy.count() > 0) {
        devices.put("meanBusyPercent", busy.mean()).put("peakBusyPercent", busy.max());
      }
      if (memory.count() > 0) {
        devices.put("meanMemory", memory.mean()).put("peakMemory", memory.max());
      }
      if (enough && busy.count() > 0 && busy.mean() < IDLE_PERCENT) {
        hints.add(
            "Its devices were busy for %d %% of the time: fewer of them, or a share of one, may do."
                .formatted(busy.mean()));
      }
    }
  }

  private static long samples(SortedMap<SeriesKey, Stats> node) {
    return node.getOrDefault(SeriesKey.of(Metric.RANKS), Stats.NONE).count();
  }

  private boolean isKnown(Metric metric) {
    return nodes.stream().allMatch(node -> node.containsKey(SeriesKey.of(metric)));
  }

  private long sum(Metric metric, boolean peak) {
    return nodes.stream()
        .map(node -> node.getOrDefault(SeriesKey.of(metric), Stats.NONE))
        .mapToLong(stats -> peak ? stats.max() : stats.mean())
        .sum();
  }

  private long largest() {
    long largest = 0;
    for (SortedMap<SeriesKey, Stats> node : nodes) {
      Stats several = node.get(SeriesKey.of(Metric.LARGEST));
      Stats one = node.getOrDefault(SeriesKey.of(Metric.MEMORY), Stats.NONE);
      largest = Math.max(largest, several == null ? one.max() : several.max());
    }
    return largest;
  }

  private static long ceil(long value, long step) {
    return Math.ceilDiv(value, step) * step;
  }

  private static BigDecimal cores(long millis) {
    return SpecWriter.thousandths(millis);
  }

  private static String plain(long millis) {
    return cores(millis).stripTrailingZeros().toPlainString();
  }

  private static String mebibytes(long bytes) {
    return Bytes.ofMebibytes(Math.ceilDiv(bytes, 1L << 20)).toString();
  }
}
