package org.arkwright.cli.chat;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.util.Optional;
import java.util.function.Function;
import org.arkwright.cli.terminal.FailureException;
import org.arkwright.cli.terminal.FileProblem;
import org.arkwright.cli.terminal.SafeText;
import org.arkwright.cli.terminal.Terminal;
import org.arkwright.file.WholeFile;

/**
 * A conversation between a person at a terminal and a model, until the person ends it. An answer
 * that fails or is stopped ends only itself. For one thread.
 */
public final class ChatLoop {
  private final Conversation conversation;
  private final Terminal terminal;
  private final Function<String, Path> files;
  private String attached = "";

  /**
   * @param files where a file is that was typed, such as {@code ~/a.txt}
   */
  public ChatLoop(Conversation conversation, Terminal terminal, Function<String, Path> files) {
    this.conversation = conversation;
    this.terminal = terminal;
    this.files = files;
  }

  /** Attaches a text file to the next question. */
  public void attach(String name) {
    attached += AttachedFile.read(files.apply(name)) + "\n";
  }

  /** Reads lines and does what they say, until there are no more. */
  public void run(LineInput lines) throws IOException {
    lines.onInterrupt(conversation::stop);
    note("Ctrl-C stops an answer, Ctrl-D ends the conversation, /help tells more.");
    boolean goesOn = true;
    while (goesOn) {
      Optional<String> line = lines.read(attached.isEmpty() ? "> " : "(with a file) > ");
      if (line.isEmpty()) {
        return;
      }
      try {
        goesOn = line.get().isBlank() || take(ChatLine.of(line.get()));
      } catch (FailureException refused) {
        terminal.tell(String.valueOf(refused.getMessage()));
      }
    }
  }

  /** Returns whether the conversation goes on. */
  private boolean take(ChatLine line) throws IOException {
    switch (line) {
      case ChatLine.Question(String text) -> ask(text);
      case ChatLine.Unknown(String problem) -> terminal.tell(problem);
      case ChatLine.Command(ChatLine.Name name, String argument) -> {
        switch (name) {
          case HELP -> terminal.err().println(ChatLine.help());
          case SYSTEM -> conversation.instruct(argument);
          case FILE -> attach(argument);
          case RETRY -> retry();
          case CLEAR -> conversation.clear();
          case SAVE -> save(argument);
          case QUIT -> {
            return false;
          }
        }
      }
    }
    return true;
  }

  private void retry() throws IOException {
    Optional<String> question = conversation.takeBack();
    if (question.isPresent()) {
      ask(question.get());
    } else {
      terminal.tell("there is no question to ask again");
    }
  }

  /** Asks, with what is attached, and returns the answer without printing it. */
  public Answer askSilently(String text) throws IOException {
    return conversation.ask(attached + text, _ -> {});
  }

  /** Asks, with what is attached, and prints the answer as it comes and a line about it. */
  public void ask(String text) throws IOException {
    Answer answer = conversation.ask(attached + text, this::print);
    attached = "";
    terminal.out().println();
    if (terminal.interactive()) {
      note(answer.summary());
    }
  }

  private void print(String piece) {
    terminal.out().print(terminal.width().isPresent() ? SafeText.lines(piece) : piece);
    terminal.out().flush();
  }

  private void save(String name) {
    Path file = files.apply(name);
    ObjectNode document = JsonNodeFactory.instance.objectNode();
    document.set("messages", conversation.messages());
    try {
      WholeFile.replacePrivate(file, document.toPrettyString().getBytes(StandardCharsets.UTF_8));
    } catch (IOException e) {
      throw new FailureException("cannot write %s: %s".formatted(file, FileProblem.reason(e)));
    }
    note("saved in " + file);
  }

  private void note(String line) {
    terminal.err().println(terminal.errColors().faint(SafeText.of(line)));
  }
}
