package org.arkwright.cli.session;

import java.util.List;
import picocli.CommandLine;
import picocli.CommandLine.UnmatchedArgumentException;

/** Thrown when a word names no command of its group. */
public final class UnknownCommandException extends UnmatchedArgumentException {
  private static final long serialVersionUID = 1;
  private final String text;

  /**
   * @param group the command before the word
   */
  public UnknownCommandException(CommandLine group, String word) {
    super(group, List.of(word));
    this.text = "'%s %s' is not a command".formatted(group.getCommandSpec().qualifiedName(), word);
  }

  @Override
  public String getMessage() {
    return text;
  }
}
