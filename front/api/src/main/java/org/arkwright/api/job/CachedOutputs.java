package org.arkwright.api.job;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Optional;
import org.arkwright.kernel.rule.ReusableOutputs;
import org.arkwright.kernel.state.State;
import org.arkwright.model.job.JobSpec;

/** The answer to a submission whose outputs exist already. */
final class CachedOutputs {
  private CachedOutputs() {}

  /** Returns the versions that make the job unnecessary; empty when it has to run. */
  static Optional<ObjectNode> of(State state, JobSpec spec) {
    return ReusableOutputs.of(state, spec)
        .map(outputs -> {
          ObjectNode json = JsonNodeFactory.instance.objectNode();
          json.put("reused", true);
          ObjectNode versions = json.putObject("outputs");
          outputs.forEach((mount, version) -> versions.put(mount, version.toString()));
          return json;
        });
  }
}
