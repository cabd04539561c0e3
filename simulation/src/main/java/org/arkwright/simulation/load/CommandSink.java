package org.arkwright.simulation.load;

import org.arkwright.control.AnswerSink;
import org.arkwright.model.Request;

/**
 * The sink to which clients submit commands; while the control plane is down there is no answer.
 */
@FunctionalInterface
public interface CommandSink {
  void submit(Request request, AnswerSink sink);
}
