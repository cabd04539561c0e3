package org.arkwright.simulation.load;

import org.arkwright.control.AnswerSink;
import org.arkwright.model.Command;

/**
 * The sink to which clients submit commands; while the control plane is down there is no answer.
 */
@FunctionalInterface
public interface CommandSink {
  void submit(Command command, AnswerSink sink);
}
