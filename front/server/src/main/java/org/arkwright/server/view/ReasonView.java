package org.arkwright.server.view;

import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Map;
import org.arkwright.model.JobId;
import org.arkwright.model.PendingReason;
import org.arkwright.scheduler.Explanation;

/**
 * Why a job waits, with the blockers' names.
 *
 * @param names of the blockers that are still live
 */
public record ReasonView(Explanation explanation, Map<JobId, String> names) {
  public ReasonView {
    names = Map.copyOf(names);
  }

  ObjectNode json() {
    PendingReason reason = explanation.reason();
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("code", reason.code().word());
    json.put("text", reason.text());
    ArrayNode blockers = json.putArray("blockers");
    for (JobId blocker : reason.blockers()) {
      ObjectNode entry = blockers.addObject().put("id", blocker.toString());
      String name = names.get(blocker);
      if (name != null) {
        entry.put("name", name);
      }
    }
    json.put("position", explanation.position());
    json.put("queued", explanation.queued());
    json.put("ordering", explanation.ordering());
    json.put("smallestChange", reason.smallestChange());
    return json;
  }
}
