package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import org.arkwright.kernel.state.State;
import org.arkwright.model.id.ProjectName;
import org.arkwright.spec.SpecWriter;

/**
 * The JSON form of a project's quota and current usage. Reads the state, so call it on the writer's
 * thread.
 */
public final class QuotaView {
  private QuotaView() {}

  public static ObjectNode of(State state, ProjectName project) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("project", project.value());
    json.setAll(SpecWriter.quota(state.quota(project)));
    json.set("usage", SpecWriter.amount(state.usage(project)));
    return json;
  }
}
