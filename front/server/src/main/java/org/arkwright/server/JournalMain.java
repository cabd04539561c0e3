package org.arkwright.server;

import java.io.IOException;
import java.io.PrintStream;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import org.arkwright.api.stream.JournalEndpoints;
import org.arkwright.journal.JournalAnchor;
import org.arkwright.journal.JournalException;
import org.arkwright.journal.JournalReader;
import org.arkwright.journal.JournalReader.Verification;
import org.arkwright.journal.Journals;
import org.arkwright.options.ExitCodes;
import org.arkwright.options.StartException;
import org.arkwright.server.home.HomeFolder;

/**
 * The main class of the process that verifies the journal of a home whose server does not run. Its
 * options are the server's. It prints the API's answer, one JSON object, and exits with 0 if the
 * journal is whole, with 1 if it is not, otherwise as {@link ServerMain}.
 */
public final class JournalMain {
  private static final int DAMAGED = 1;

  private JournalMain() {}

  public static void main(String[] arguments) {
    Locale.setDefault(Locale.ROOT); // Numbers look alike on every machine.
    ServerLogging.configure();
    System.exit(run(List.of(arguments), System.out, System.err));
  }

  static int run(List<String> arguments, PrintStream out, PrintStream err) {
    try {
      ServerOptions options = ServerOptions.parse(arguments);
      Verification verification = verify(options);
      out.println(JournalEndpoints.json(verification));
      return verification instanceof Verification.Intact ? 0 : DAMAGED;
    } catch (StartException e) {
      err.println("arkwright: " + e.getMessage());
      return e.exitCode();
    } catch (JournalException e) {
      err.println("arkwright: " + e.getMessage());
      return ExitCodes.JOURNAL;
    } catch (IOException e) {
      err.println("arkwright: " + HomeFolder.problem(e));
      return ExitCodes.HOME;
    }
  }

  /** Without {@code --journal} it is the one that the home used last. */
  private static Verification verify(ServerOptions options) throws IOException {
    HomeFolder home = new HomeFolder(options.home());
    Optional<String> last = JournalAnchor.read(home.anchor()).map(JournalAnchor::location);
    String location =
        options
            .journal()
            .or(() -> last.filter(text -> text.startsWith("jdbc:")))
            .orElse(home.journal().toString());
    try (JournalReader journal = Journals.openReadOnly(location)) {
      return AnchorKeeper.verify(journal.verify(), journal::contradiction, home.anchor());
    }
  }
}
