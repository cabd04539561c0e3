package org.arkwright.model.job;

import java.util.Arrays;
import java.util.List;
import java.util.Optional;

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

  /**
   * A program that arkwright itself brings, and that each node has in its own way: the worker makes
   * a command line of it.
   *
   * @param arguments as {@code arkwright work train} and {@code arkwright work serve} take them;
   *     the folder of the model that is served is added where the rank starts
   */
  record Builtin(Program program, List<String> arguments) implements Work {
    public Builtin {
      arguments = List.copyOf(arguments);
    }
  }

  /**
   * A program that serves a model, and its arguments, not interpreted by a shell. In each, {@code
   * {port}} and {@code {model}} stand for the port at which it has to listen and the folder of its
   * model, which are known once the rank starts.
   */
  record Server(List<String> argv) implements Work {
    public Server {
      argv = List.copyOf(argv);
      if (argv.isEmpty() || argv.getFirst().isEmpty()) {
        throw new IllegalArgumentException("a command must name a program");
      }
    }
  }

  /** The programs that arkwright brings. */
  enum Program {
    /** Trains a language model. */
    TRAIN("train"),
    /** Serves a model over the OpenAI API. */
    SERVE("serve"),
    /** Measures the links between the nodes of two ranks. */
    LINKS("links"),
    /** Makes one GGUF file of a model. */
    CONVERT("convert");

    private final String word;

    Program(String word) {
      this.word = word;
    }

    /** The program as users write it. */
    public String word() {
      return word;
    }

    /** Reads the word of a program; empty when there is none of that name. */
    public static Optional<Program> parse(String word) {
      return Arrays.stream(values()).filter(one -> one.word.equals(word)).findFirst();
    }
  }
}
