package org.arkwright.model.job;

import java.util.List;

/** The program that each rank of a job executes. */
public sealed interface Work {
  /** A program and its arguments, not interpreted by a shell. */
  record Command(List<String> argv) implements Work {
    public Command {
      argv = List.copyOf(argv);
      if (argv.isEmpty() || argv.getFirst().isEmpty()) {
        throw new IllegalArgumentException("a command must name a program");
      }
    }
  }

  /** Text for {@code /bin/sh}, or for the interpreter that its first line {@code #!…} names. */
  record Script(String text) implements Work {
    public Script {
      if (text.isBlank()) {
        throw new IllegalArgumentException("a script must not be blank");
      }
    }
  }
}
