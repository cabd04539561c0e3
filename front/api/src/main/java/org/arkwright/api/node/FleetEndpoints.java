package org.arkwright.api.node;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpMethod;
import com.linecorp.armeria.common.HttpResponse;
import java.util.List;
import java.util.concurrent.CompletableFuture;
import java.util.function.Function;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.ApiRequest;
import org.arkwright.api.CommandReplies;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.api.ProblemReply;
import org.arkwright.api.view.FleetView;
import org.arkwright.api.view.QuotaView;
import org.arkwright.control.ControlPlane;
import org.arkwright.identity.Permission;
import org.arkwright.kernel.state.State;
import org.arkwright.model.Command;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.Names;
import org.arkwright.model.id.ProjectName;
import org.arkwright.spec.Reading;
import org.arkwright.spec.site.QuotaReader;

/** The endpoints of devices and quotas. */
public final class FleetEndpoints implements EndpointGroup {
  private static final String QUOTA = "/api/v1/projects/{project}/quota";

  private final ControlPlane control;
  private final LiveUse use;

  /**
   * @param use knows what devices do now
   */
  public FleetEndpoints(ControlPlane control, LiveUse use) {
    this.control = control;
    this.use = use;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(
        Endpoint.get("/api/v1/devices", Permission.NODE_READ, this::devices).alsoThen(),
        Endpoint.get("/api/v1/quotas", Permission.QUOTA_READ, this::listQuotas).alsoThen(),
        Endpoint.get(QUOTA, Permission.QUOTA_READ, this::showQuota).alsoThen(),
        new Endpoint(HttpMethod.PUT, QUOTA, Permission.QUOTA_MANAGE, this::setQuota));
  }

  private CompletableFuture<HttpResponse> devices(ApiRequest request) {
    return request
        .source(control.reader())
        .read(FleetView::devices)
        // What devices did is not kept.
        .thenApply(devices -> request.past().isPresent() ? devices : use.addTo(devices))
        .thenApply(ApiReplies::ok);
  }

  private CompletableFuture<HttpResponse> listQuotas(ApiRequest request) {
    return answer(request, FleetEndpoints::quotas);
  }

  private CompletableFuture<HttpResponse> answer(
      ApiRequest request, Function<State, JsonNode> view) {
    return request.source(control.reader()).read(view).thenApply(ApiReplies::ok);
  }

  private static JsonNode quotas(State state) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    ArrayNode quotas = json.putArray("quotas");
    state.quotas().forEach(quota -> quotas.add(QuotaView.of(state, quota.project())));
    return json;
  }

  private CompletableFuture<HttpResponse> showQuota(ApiRequest request) {
    String project = request.path("project");
    return Names.isValid(project)
        ? answer(request, state -> QuotaView.of(state, new ProjectName(project)))
        : ApiReplies.done(ProblemReply.notFound("project", project).response());
  }

  private CompletableFuture<HttpResponse> setQuota(ApiRequest request) {
    String name = request.path("project");
    if (!Names.isValid(name)) {
      request.refuse("project", name, Names.RULE);
      return ApiReplies.done(ProblemReply.of(request.problems()).response());
    }
    ProjectName project = new ProjectName(name);
    return switch (QuotaReader.read(project, request.body())) {
      case Reading.Rejected<Quota>(var problems) ->
          ApiReplies.done(ProblemReply.of(problems).response());
      case Reading.Read<Quota>(Quota quota) ->
          CommandReplies.submit(
              request,
              control,
              new Command.SetQuota(quota),
              () -> answer(request, state -> QuotaView.of(state, project)));
    };
  }
}
