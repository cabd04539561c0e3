package org.arkwright.twin.command;

import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import org.arkwright.journal.JournalException;
import org.arkwright.journal.JournalReader;
import org.arkwright.journal.Journals;
import org.arkwright.twin.replay.DecisionReplay;
import org.arkwright.twin.trace.WrongInputException;

/** Decides a journal again and says whether the same came of it. */
final class VerifyCommand {
  private VerifyCommand() {}

  static void run(List<String> line, PrintStream out) throws WrongInputException {
    Arguments words = new Arguments(line, List.of("--journal"), List.of());
    String location =
        words
            .last("--journal")
            .orElseThrow(() -> new WrongInputException("--journal is missing: a journal.db"));
    try (JournalReader journal = Journals.openReadOnly(location)) {
      switch (DecisionReplay.of(journal)) {
        case DecisionReplay.Result.Same(long entries, long decisions) ->
            out.printf(
                Locale.ROOT,
                "%,d entries, %,d of them decisions: the same again, byte for byte%n",
                entries,
                decisions);
        case DecisionReplay.Result.Different(long number, String recorded, String again) ->
            throw new WrongInputException(
                "entry %d differs\nrecorded  %s\nagain     %s".formatted(number, recorded, again));
      }
    } catch (JournalException e) {
      throw new WrongInputException(String.valueOf(e.getMessage()));
    }
  }
}
