package org.arkwright.cli.chat;

import java.util.List;
import java.util.Optional;

/** What a line that was typed into a chat asks for. */
public sealed interface ChatLine {
  /** A question to the model. */
  record Question(String text) implements ChatLine {}

  /**
   * A command to the chat.
   *
   * @param argument what follows the name; empty if nothing does
   */
  record Command(Name name, String argument) implements ChatLine {}

  /** A command that there is not, or that lacks its argument. */
  record Unknown(String problem) implements ChatLine {}

  /** The commands. */
  enum Name {
    HELP("/help", "", "what can be typed here"),
    SYSTEM("/system", "TEXT", "tell the model how to behave; without a text, take that back"),
    FILE("/file", "FILE", "attach a text file to the next question"),
    RETRY("/retry", "", "ask the last question again, in place of its answer"),
    CLEAR("/clear", "", "forget the conversation"),
    SAVE("/save", "FILE", "write the conversation as JSON, for --resume"),
    QUIT("/quit", "", "end; so does Ctrl-D");

    private final String typed;
    private final String parameter;
    private final String meaning;

    Name(String typed, String parameter, String meaning) {
      this.typed = typed;
      this.parameter = parameter;
      this.meaning = meaning;
    }

    private boolean needsArgument() {
      return this == FILE || this == SAVE;
    }
  }

  /** Reads a line; a question may begin with two slashes to mean one. */
  static ChatLine of(String line) {
    String text = line.strip();
    if (!text.startsWith("/") || text.startsWith("//")) {
      return new Question(text.startsWith("//") ? text.substring(1) : text);
    }
    String[] words = text.split("\\s+", 2);
    String argument = words.length > 1 ? words[1] : "";
    Optional<Name> name =
        List.of(Name.values()).stream().filter(one -> one.typed.equals(words[0])).findFirst();
    if (name.isEmpty()) {
      return new Unknown(
          "there is no '%s'; /help tells what there is, and // begins a question with a slash"
              .formatted(words[0]));
    }
    return name.get().needsArgument() && argument.isEmpty()
        ? new Unknown("%s needs a file's name".formatted(words[0]))
        : new Command(name.get(), argument);
  }

  /** What {@code /help} prints. */
  static String help() {
    StringBuilder help = new StringBuilder();
    for (Name name : Name.values()) {
      help.append("  %-14s %s%n".formatted(name.typed + " " + name.parameter, name.meaning));
    }
    return help.append("  Ctrl-C         stop the answer that is being written\n")
        .append("  a \\ at the end goes on in the next line")
        .toString();
  }
}
