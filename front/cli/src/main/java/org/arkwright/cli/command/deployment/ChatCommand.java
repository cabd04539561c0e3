package org.arkwright.cli.command.deployment;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.BufferedReader;
import java.io.IOException;
import java.io.InputStreamReader;
import java.nio.charset.StandardCharsets;
import java.util.concurrent.Callable;
import org.arkwright.cli.chat.Conversation;
import org.arkwright.cli.chat.ModelsApi;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.SafeText;
import org.arkwright.cli.terminal.Terminal;
import org.arkwright.cli.terminal.WrongUseException;
import picocli.CommandLine.Command;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;

/** {@code deployment chat}: a conversation with a deployed model. */
@Command(
    name = "chat",
    description = {
      "Chat with a deployed model through the gateway.",
      "Without a terminal, it reads one question from stdin. The API key is kept in the home"
          + " folder."
    })
public final class ChatCommand implements Callable<Integer> {
  private static final String TEMPERATURE = "0*([01](\\.[0-9]*)?|2(\\.0*)?|\\.[0-9]+)";
  private final Session session;

  @Parameters(paramLabel = "NAME", description = "The deployment.")
  private String name = "";

  @Option(names = "-q", paramLabel = "QUESTION", description = "Ask one question and exit.")
  private String question = "";

  @Option(
      names = "--project",
      paramLabel = "PROJECT",
      description = "The deployment's project; default: default.")
  private String project = "default";

  @Option(names = "--system", paramLabel = "TEXT", description = "Tells the model how to behave.")
  private String system = "";

  @Option(
      names = "--temperature",
      paramLabel = "N",
      description = "0 to 2; at 0 answers never vary.")
  private String temperature = "";

  @Option(names = "--max-tokens", paramLabel = "N", description = "Length limit of an answer.")
  private String tokensMax = "";

  public ChatCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    checkRanges();
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    RequestJson.putNumber(settings, "temperature", temperature);
    RequestJson.putNumber(settings, "max_tokens", tokensMax);
    Conversation conversation = new Conversation(ModelsApi.of(session, project), name, settings);
    if (!system.isEmpty()) {
      conversation.instruct(system);
    }
    Terminal terminal = session.terminal();
    if (!question.isEmpty()) {
      answer(conversation, question);
    } else if (terminal.interactive()) {
      chat(conversation);
    } else {
      answer(
          conversation, new String(terminal.in().readAllBytes(), StandardCharsets.UTF_8).strip());
    }
    return ExitCode.OK;
  }

  /** The runtime's own refusal would come after the model has been woken, in its own words. */
  private void checkRanges() {
    if (!temperature.isEmpty() && !temperature.matches(TEMPERATURE)) {
      throw WrongUseException.ofValue("--temperature", temperature, "a number from 0 to 2");
    }
    if (!tokensMax.isEmpty() && !tokensMax.matches("[1-9][0-9]{0,8}")) {
      throw WrongUseException.ofValue("--max-tokens", tokensMax, "a whole number from 1");
    }
  }

  private void chat(Conversation conversation) throws IOException {
    Terminal terminal = session.terminal();
    terminal.err().println(terminal.errColors().faint("An empty line ends the conversation."));
    BufferedReader lines =
        new BufferedReader(new InputStreamReader(terminal.in(), StandardCharsets.UTF_8));
    while (true) {
      terminal.err().print("> ");
      terminal.err().flush();
      String line = lines.readLine();
      if (line == null || line.isBlank()) {
        return;
      }
      try {
        answer(conversation, line);
      } catch (WrongUseException refused) {
        terminal.tell(String.valueOf(refused.getMessage()));
      }
    }
  }

  private void answer(Conversation conversation, String text) throws IOException {
    if (text.isEmpty()) {
      throw new WrongUseException("no question: give one with -q or on stdin");
    }
    Terminal terminal = session.terminal();
    if (session.wantsData()) {
      StringBuilder whole = new StringBuilder();
      conversation.ask(text, whole::append);
      session.printItem(
          JsonNodeFactory.instance
              .objectNode()
              .put("model", name)
              .put("question", text)
              .put("answer", whole.toString()));
      return;
    }
    conversation.ask(
        text,
        piece -> {
          terminal.out().print(terminal.width().isPresent() ? SafeText.lines(piece) : piece);
          terminal.out().flush();
        });
    terminal.out().println();
  }
}
