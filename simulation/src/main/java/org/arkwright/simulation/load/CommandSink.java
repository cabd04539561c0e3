package org.arkwright.simulation.load;

import org.arkwright.control.AnswerSink;
import org.arkwright.model.Command;

/** Where clients hand in commands; while the control plane is down nothing comes back. */
@FunctionalInterface
public interface CommandSink {
  void hand(Command command, AnswerSink sink);
}
