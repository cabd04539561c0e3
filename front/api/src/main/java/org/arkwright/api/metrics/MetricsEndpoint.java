package org.arkwright.api.metrics;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import com.linecorp.armeria.common.HttpStatus;
import com.linecorp.armeria.common.MediaType;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import java.util.function.Supplier;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.metrics.ServerMetrics.MeasuredDevice;
import org.arkwright.api.node.LiveUse;
import org.arkwright.api.stream.LogWakes;
import org.arkwright.api.transfer.TransferGate;
import org.arkwright.control.FollowedState;
import org.arkwright.control.StateReader;
import org.arkwright.dispatch.RefusedClaims;
import org.arkwright.gateway.usage.CountingSink;
import org.arkwright.identity.Permission;
import org.arkwright.kernel.state.NodeStatus;
import org.arkwright.kernel.state.State;
import org.arkwright.model.node.Device;
import org.arkwright.projection.JobHistory;
import org.arkwright.samples.SampleStore;

/** The endpoint that monitoring reads. */
public final class MetricsEndpoint implements EndpointGroup {
  private static final MediaType PROMETHEUS =
      MediaType.parse("text/plain; version=0.0.4; charset=utf-8");

  private final StateReader reader;
  private final JobHistory history;
  private final LiveUse use;
  private final LogWakes wakes;
  private final TransferGate gate;
  private final RefusedClaims refused;
  private final SampleStore samples;
  private final CountingSink traffic;
  private final String version;
  private final Supplier<List<String>> troubles;
  private final Executor background;

  /**
   * @param use knows what devices do now
   * @param wakes knows who follows output
   * @param gate has counted what goes to and from workers
   * @param refused has counted what workers were refused
   * @param samples has counted what it could not write
   * @param traffic has counted the gateway's requests
   * @param troubles what is wrong now; never blocks
   * @param background runs what blocks for a short time
   */
  public MetricsEndpoint(
      StateReader reader,
      JobHistory history,
      LiveUse use,
      LogWakes wakes,
      TransferGate gate,
      RefusedClaims refused,
      SampleStore samples,
      CountingSink traffic,
      String version,
      Supplier<List<String>> troubles,
      Executor background) {
    this.reader = reader;
    this.history = history;
    this.use = use;
    this.wakes = wakes;
    this.gate = gate;
    this.refused = refused;
    this.samples = samples;
    this.traffic = traffic;
    this.version = version;
    this.troubles = troubles;
    this.background = background;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        new Endpoint(HttpMethod.GET, "/metrics", Permission.SERVER_READ, _ -> metrics()));
  }

  private CompletableFuture<HttpResponse> metrics() {
    long told = reader.position();
    return reader
        .ask(seen -> ofState(seen, told))
        .thenApplyAsync(this::withHistory, background)
        .thenApply(text -> HttpResponse.of(HttpStatus.OK, PROMETHEUS, text.toString()));
  }

  private MetricsText ofState(FollowedState seen, long told) {
    State state = seen.state();
    MetricsText text = new MetricsText();
    ControlMetrics.queue(text, seen);
    ControlMetrics.scheduler(text, seen);
    ControlMetrics.journal(text, seen, told);
    ControlMetrics.nodes(text, state);
    ServerMetrics.fleet(text, state);
    ServerMetrics.deviceUse(text, measured(state));
    return text;
  }

  private List<MeasuredDevice> measured(State state) {
    List<MeasuredDevice> devices = new ArrayList<>();
    for (NodeStatus status : state.nodeStatuses()) {
      for (Device device : status.spec().devices()) {
        use.of(status.spec().id(), device.index())
            .ifPresent(now -> devices.add(new MeasuredDevice(status.spec().id(), device, now)));
      }
    }
    return devices;
  }

  private MetricsText withHistory(MetricsText text) {
    ServerMetrics.server(text, version, troubles.get().size());
    ServerMetrics.jobs(text, history.counts());
    ServerMetrics.traffic(text, traffic);
    ControlMetrics.followers(text, wakes.count());
    ServerMetrics.transfers(text, gate, use.transfers());
    ServerMetrics.refused(text, refused);
    ServerMetrics.samples(text, samples.droppedBlocks());
    return text;
  }
}
