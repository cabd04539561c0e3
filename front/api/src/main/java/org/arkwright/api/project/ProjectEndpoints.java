package org.arkwright.api.project;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import com.linecorp.armeria.common.HttpResponse;
import java.util.List;
import java.util.NavigableSet;
import java.util.TreeSet;
import java.util.concurrent.CompletableFuture;
import java.util.concurrent.Executor;
import org.arkwright.api.ApiReplies;
import org.arkwright.api.Endpoint;
import org.arkwright.api.EndpointGroup;
import org.arkwright.control.StateReader;
import org.arkwright.identity.Permission;
import org.arkwright.kernel.state.State;
import org.arkwright.projection.JobHistory;

/** The projects: they are made by being named, so they are all that something belongs to. */
public final class ProjectEndpoints implements EndpointGroup {
  private final StateReader reader;
  private final JobHistory history;
  private final Executor background;

  /** The endpoints; the history is read on the executor, because that may block. */
  public ProjectEndpoints(StateReader reader, JobHistory history, Executor background) {
    this.reader = reader;
    this.history = history;
    this.background = background;
  }

  @Override
  public List<Endpoint> endpoints() {
    return List.of(Endpoint.get("/api/v1/projects", Permission.QUOTA_READ, _ -> list()));
  }

  private CompletableFuture<HttpResponse> list() {
    return reader
        .read(ProjectEndpoints::named)
        .thenApplyAsync(
            names -> {
              names.addAll(history.projects());
              ObjectNode json = JsonNodeFactory.instance.objectNode();
              ArrayNode projects = json.putArray("projects");
              names.forEach(projects::add);
              return ApiReplies.ok(json);
            },
            background);
  }

  private static NavigableSet<String> named(State state) {
    NavigableSet<String> names = new TreeSet<>();
    state.jobs().forEach(job -> names.add(job.spec().project().value()));
    state.quotas().forEach(quota -> names.add(quota.project().value()));
    state.keys().all().forEach(key -> names.add(key.project().value()));
    state.deployments().all().forEach(each -> names.add(each.name().project().value()));
    state.artifacts().all().forEach(each -> names.add(each.project().value()));
    return names;
  }
}
