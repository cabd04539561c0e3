package org.arkwright.api.node;

import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import java.time.InstantSource;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.CommandReplies;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.view.FleetView;
import org.arkwright.api.view.SampleView;
import org.arkwright.control.ControlPlane;
import org.arkwright.identity.Permission;
import org.arkwright.kernel.state.State;
import org.arkwright.model.NodeCommand;
import org.arkwright.model.id.NodeId;
import org.arkwright.model.id.PrincipalId;
import org.arkwright.samples.SampleStore;
import org.arkwright.spec.NearestWord;
import org.arkwright.spec.Reading;
import org.arkwright.spec.site.NodeRequestReader;
import org.arkwright.spec.site.NodeRequestReader.NodeRequest;

/**
 * The endpoints of nodes. A node is named in the path by its name, and by {@code site} in the query
 * where several sites have one of that name; without it, the one at home is meant.
 */
public final class NodeEndpoints implements EndpointGroup {
  private static final String NODE = "/api/v1/nodes/{node}";

  private final ControlPlane control;
  private final InstantSource clock;
  private final HostRemoval hosts;
  private final LiveUse use;
  private final SampleStore samples;

  /** Takes the identity of a host away whose node is removed. */
  @FunctionalInterface
  public interface HostRemoval {
    /**
     * Makes the key of the node's host count no more, if it has joined.
     *
     * @param by who removes it
     */
    CompletableFuture<Boolean> remove(NodeId node, PrincipalId by);
  }

  /**
   * @param clock by which deadlines that are given as instants are counted
   * @param hosts takes the identities of hosts away
   * @param use what nodes use now
   * @param samples what they used lately
   */
  public NodeEndpoints(
      ControlPlane control,
      InstantSource clock,
      HostRemoval hosts,
      LiveUse use,
      SampleStore samples) {
    this.use = use;
    this.samples = samples;
    this.hosts = hosts;
    this.control = control;
    this.clock = clock;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/nodes", Permission.NODE_READ, this::list).alsoThen(),
        Endpoint.get(
                NODE,
                Permission.NODE_READ,
                request -> withNode(request, node -> show(request, node)))
            .taking("site")
            .alsoThen(),
        Endpoint.get(
                NODE + "/samples",
                Permission.NODE_READ,
                request -> withNode(request, node -> samples(request, node)))
            .taking("site", "since", "points"),
        Endpoint.post(NODE + "/cordon", Permission.NODE_MANAGE, this::cordon).taking("site"),
        Endpoint.post(NODE + "/drain", Permission.NODE_MANAGE, this::drain).taking("site"),
        Endpoint.post(NODE + "/uncordon", Permission.NODE_MANAGE, this::uncordon).taking("site"),
        new Endpoint(HttpMethod.DELETE, NODE, Permission.NODE_MANAGE, this::remove).taking("site"));
  }

  private CompletableFuture<HttpResponse> uncordon(ApiRequest request) {
    return withNode(request, node -> submit(request, new NodeCommand.Uncordon(node)));
  }

  private CompletableFuture<HttpResponse> remove(ApiRequest request) {
    return withNode(request, node -> remove(request, node));
  }

  private CompletableFuture<HttpResponse> list(ApiRequest request) {
    return request
        .source(control.reader())
        .read(FleetView::nodes)
        .thenApply(
            nodes -> ApiReplies.ok(request.past().isEmpty() ? use.addToNodes(nodes) : nodes));
  }

  private CompletableFuture<HttpResponse> cordon(ApiRequest request) {
    return reading(
        NodeRequestReader.cordon(request.body()),
        asked ->
            withNode(
                request, node -> submit(request, new NodeCommand.Cordon(node, asked.reason()))));
  }

  private CompletableFuture<HttpResponse> drain(ApiRequest request) {
    return reading(
        NodeRequestReader.drain(request.body(), clock.instant()),
        asked ->
            withNode(
                request,
                node ->
                    submit(request, new NodeCommand.Drain(node, asked.reason(), asked.within()))));
  }

  private static CompletableFuture<HttpResponse> reading(
      Reading<NodeRequest> reading, Function<NodeRequest, CompletableFuture<HttpResponse>> then) {
    return switch (reading) {
      case Reading.Rejected<NodeRequest>(var problems) ->
          ApiReplies.done(ProblemReply.of(problems).response());
      case Reading.Read<NodeRequest>(NodeRequest asked) -> then.apply(asked);
    };
  }

  private CompletableFuture<HttpResponse> submit(ApiRequest request, NodeCommand command) {
    return CommandReplies.submit(request, control, command, () -> show(request, command.node()));
  }

  private CompletableFuture<HttpResponse> show(ApiRequest request, NodeId node) {
    return request
        .source(control.reader())
        .read(state -> FleetView.node(state, node))
        .thenApply(view ->
            view.map(json -> ApiReplies.ok(request.past().isEmpty() ? use.addTo(json, node) : json))
                .orElseGet(() -> ProblemReply.notFound("node", node.name()).response()));
  }

  private CompletableFuture<HttpResponse> samples(ApiRequest request, NodeId node) {
    Optional<SampleWindow> window = SampleWindow.of(request);
    return ApiReplies.done(
        window.isEmpty()
            ? ProblemReply.of(request.problems()).response()
            : ApiReplies.ok(
                SampleView.ofNode(
                    node, window.get().of(samples.node(node)), samples.dropped(node))));
  }

  private CompletableFuture<HttpResponse> remove(ApiRequest request, NodeId node) {
    return control
        .reader()
        .read(state -> FleetView.node(state, node))
        .thenCompose(before ->
            CommandReplies.submit(
                request,
                control,
                new NodeCommand.Remove(node),
                () ->
                    hosts
                        .remove(node, request.origin().principal())
                        .thenApply(_ ->
                            before
                                .map(ApiReplies::ok)
                                .orElseGet(
                                    () -> ProblemReply.notFound("node", node.name()).response()))));
  }

  private CompletableFuture<HttpResponse> withNode(
      ApiRequest request, Function<NodeId, CompletableFuture<HttpResponse>> then) {
    String name = request.path("node");
    Optional<String> site = request.query("site");
    return request
        .source(control.reader())
        .read(state -> Found.in(state, name, site))
        .thenCompose(found ->
            found.node().isPresent()
                ? then.apply(found.node().get())
                : ApiReplies.done(
                    ProblemReply.notFound(
                            "node", site.map(at -> at + "/" + name).orElse(name), found.advice())
                        .response()));
  }

  /**
   * The node that a name means.
   *
   * @param advice what to do where none is meant
   */
  private record Found(Optional<NodeId> node, String advice) {
    static Found in(State state, String name, Optional<String> site) {
      List<NodeId> all = new ArrayList<>();
      state.nodeStatuses().forEach(status -> all.add(status.spec().id()));
      state.expected().forEach(expected -> all.add(expected.id()));
      List<NodeId> named =
          all.stream()
              .filter(id -> id.name().equals(name) && site.map(id.site()::equals).orElse(true))
              .toList();
      Optional<NodeId> meant =
          named.size() == 1
              ? Optional.of(named.getFirst())
              : named.stream().filter(id -> id.site().equals(NodeId.HOME)).findFirst();
      return new Found(meant, meant.isPresent() ? "" : advice(all, name, named));
    }

    private static String advice(List<NodeId> all, String name, List<NodeId> named) {
      if (!named.isEmpty()) {
        return "Several sites have one: name it as %s."
            .formatted(String.join(" or ", named.stream().map(NodeId::toString).toList()));
      }
      return NearestWord.to(name, all.stream().map(NodeId::name).distinct().toList())
          .map("Did you mean '%s'?"::formatted)
          .orElse("'arkwright node list' shows the nodes.");
    }
  }
}
