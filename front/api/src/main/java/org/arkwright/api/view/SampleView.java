package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.math.BigDecimal;
import java.util.Map;
import java.util.SortedMap;
import java.util.TreeMap;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.job.Job;
import org.arkwright.samples.History;
import org.arkwright.samples.History.Step;
import org.arkwright.samples.History.Steps;
import org.arkwright.samples.Metric;
import org.arkwright.samples.SeriesKey;

/** The JSON form of samples. What was not measured is absent. */
public final class SampleView {
  private static final int THOUSANDTHS = 3;
  private static final long NANOS_PER_MILLI = 1_000_000;

  private SampleView() {}

  /** Returns what an attempt of a job used, with what it asked for. */
  public static ObjectNode ofJob(Job job, int attempt, Steps steps, History history) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("job", job.id().toString());
    json.put("attempt", attempt);
    UseSummary.of(job.spec(), history).ifPresent(summary -> json.set("summary", summary));
    return put(json, steps);
  }

  /**
   * Returns what a node used.
   *
   * @param dropped how many samples its worker could not deliver in time
   */
  public static ObjectNode ofNode(NodeId node, Steps steps, long dropped) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("node", node.name());
    json.put("site", node.site());
    json.put("dropped", dropped);
    return put(json, steps);
  }

  private static ObjectNode put(ObjectNode json, Steps steps) {
    json.put(
        "stepSeconds", BigDecimal.valueOf(steps.stepMillis(), THOUSANDTHS).stripTrailingZeros());
    ArrayNode samples = json.putArray("samples");
    steps.steps().forEach(step -> samples.add(step(step)));
    return json;
  }

  private static ObjectNode step(Step step) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("at", Timestamps.text(step.atMillis() * NANOS_PER_MILLI));
    step.total().forEach((metric, value) -> put(json, metric, value));
    if (!step.devices().isEmpty()) {
      ArrayNode devices = json.putArray("devices");
      step.devices().forEach((node, values) -> addDevices(devices, node, values));
    }
    return json;
  }

  private static void addDevices(
      ArrayNode devices, NodeId node, SortedMap<SeriesKey, Long> values) {
    Map<Integer, ObjectNode> byIndex = new TreeMap<>();
    values.forEach((channel, value) ->
        put(
            byIndex.computeIfAbsent(
                channel.device(),
                index ->
                    JsonNodeFactory.instance
                        .objectNode()
                        .put("node", node.name())
                        .put("device", index)),
            channel.metric(),
            value));
    byIndex.values().forEach(devices::add);
  }

  /** Adds a value in the unit in which the API tells it. */
  private static void put(ObjectNode json, Metric metric, long value) {
    switch (metric) {
      case CPU -> json.put("cpus", BigDecimal.valueOf(value, THOUSANDTHS));
      case MEMORY, DEVICE_MEMORY -> json.put("memory", value);
      case ANONYMOUS -> json.put("anonymous", value);
      case LARGEST -> json.put("largestRankMemory", value);
      case READ -> json.put("read", value);
      case WRITTEN -> json.put("written", value);
      case PROCESSES -> json.put("processes", value);
      case RANKS -> json.put("ranks", value);
      case RECEIVED -> json.put("received", value);
      case SENT -> json.put("sent", value);
      case DEVICE_BUSY -> json.put("busyPercent", value);
      case DEVICE_POWER -> json.put("watts", BigDecimal.valueOf(value, THOUSANDTHS));
      case DEVICE_CELSIUS -> json.put("celsius", value);
    }
  }
}
