package org.arkwright.cli.chat;

import java.io.IOException;
import java.nio.file.FileAlreadyExistsException;
import java.nio.file.Files;
import java.nio.file.Path;
import java.nio.file.attribute.PosixFilePermissions;
import java.util.Optional;
import org.jline.reader.EOFError;
import org.jline.reader.EndOfFileException;
import org.jline.reader.LineReader;
import org.jline.reader.LineReaderBuilder;
import org.jline.reader.Parser;
import org.jline.reader.UserInterruptException;
import org.jline.reader.impl.DefaultParser;
import org.jline.terminal.Terminal;
import org.jline.terminal.TerminalBuilder;

/**
 * Lines that are edited with keys, found again by the arrows and Ctrl-R, and pasted whole. A line
 * that ends with a backslash goes on in the next; one that begins with a blank is not remembered.
 */
final class EditedLines implements LineInput {
  private static final int REMEMBERED = 1000;

  private final Terminal terminal;
  private final LineReader reader;

  private EditedLines(Terminal terminal, LineReader reader) {
    this.terminal = terminal;
    this.reader = reader;
  }

  /** Takes the process's terminal over, until it is closed. */
  static EditedLines open(Path history) throws IOException {
    createPrivate(history);
    // Nothing is asked of the terminal: what it answers could be taken for what a person types.
    Terminal terminal =
        TerminalBuilder.builder().system(true).dumb(true).graphemeCluster(false).build();
    LineReader reader =
        LineReaderBuilder.builder()
            .terminal(terminal)
            .parser(EditedLines::parse)
            .variable(LineReader.HISTORY_FILE, history)
            .variable(LineReader.HISTORY_FILE_SIZE, REMEMBERED)
            .variable(LineReader.SECONDARY_PROMPT_PATTERN, "… ")
            .option(LineReader.Option.DISABLE_EVENT_EXPANSION, true)
            .option(LineReader.Option.HISTORY_IGNORE_SPACE, true)
            .option(LineReader.Option.HISTORY_TIMESTAMPED, false)
            .option(LineReader.Option.KITTY_KEYBOARD, false)
            .build();
    return new EditedLines(terminal, reader);
  }

  /** Questions are nobody else's business. */
  private static void createPrivate(Path history) throws IOException {
    try {
      Files.createFile(
          history,
          PosixFilePermissions.asFileAttribute(PosixFilePermissions.fromString("rw-------")));
    } catch (FileAlreadyExistsException _) {
      // As it should be.
    }
  }

  private static org.jline.reader.ParsedLine parse(
      String line, int cursor, Parser.ParseContext context) {
    if (context == Parser.ParseContext.ACCEPT_LINE && line.endsWith("\\")) {
      throw new EOFError(-1, -1, "the line goes on");
    }
    return WORDS.parse(line, cursor, Parser.ParseContext.COMPLETE);
  }

  private static final Parser WORDS =
      new DefaultParser().quoteChars(new char[0]).escapeChars(new char[0]);

  @Override
  public Optional<String> read(String prompt) {
    while (true) {
      try {
        return Optional.of(reader.readLine(prompt).replace("\\\n", "\n"));
      } catch (UserInterruptException _) {
        // Ctrl-C while typing throws the line away, as in a shell.
      } catch (EndOfFileException _) {
        return Optional.empty();
      }
    }
  }

  @Override
  public void onInterrupt(Runnable action) {
    var _ = terminal.handle(Terminal.Signal.INT, _ -> action.run());
  }

  @Override
  public void close() throws IOException {
    terminal.close();
  }
}
