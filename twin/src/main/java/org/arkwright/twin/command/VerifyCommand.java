package org.arkwright.twin.command;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.arkwright.journal.JournalException;
import org.arkwright.journal.JournalReader;
import org.arkwright.journal.Journals;
import org.arkwright.twin.replay.DecisionReplay;
import org.arkwright.twin.trace.WrongInputException;

/**
 * The {@code verify} command: replays the decisions of a journal and reports whether they are
 * reproduced.
 */
final class VerifyCommand {
  private VerifyCommand() {}

  /** Returns the exit code: 1 if a decision differs. */
  static int run(List<String> commandLine, PrintStream out, PrintStream err)
      throws WrongInputException {
    Arguments arguments = new Arguments(commandLine, List.of("--journal", "--output"), List.of());
    String location =
        arguments
            .last("--journal")
            .orElseThrow(() -> new WrongInputException("--journal is missing: a journal.db"));
    boolean json = CommandInputs.wantsJson(arguments);
    try (JournalReader journal = Journals.openReadOnly(location)) {
      return switch (DecisionReplay.of(journal)) {
        case DecisionReplay.Result.Same(long entries, long decisions) -> {
          out.println(
              json
                  ? object(true).put("entries", entries).put("decisions", decisions).toString()
                  : String.format(
                      Locale.ROOT,
                      "%,d entries, %,d of them decisions: reproduced byte for byte",
                      entries,
                      decisions));
          yield 0;
        }
        case DecisionReplay.Result.Different(long number, String recorded, String replayed) -> {
          if (json) {
            out.println(
                object(false)
                    .put("entry", number)
                    .put("recorded", recorded)
                    .put("replayed", replayed));
          } else {
            err.println(
                "entry %d differs\nrecorded  %s\nreplayed  %s"
                    .formatted(number, recorded, replayed));
          }
          yield TwinMain.FAILED;
        }
      };
    } catch (JournalException e) {
      throw new WrongInputException(String.valueOf(e.getMessage()));
    }
  }

  private static ObjectNode object(boolean reproduced) {
    return JsonNodeFactory.instance.objectNode().put("reproduced", reproduced);
  }
}
