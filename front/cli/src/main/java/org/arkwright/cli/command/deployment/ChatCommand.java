package org.arkwright.cli.command.deployment;

import com.fasterxml.jackson.core.JsonProcessingException;
import com.fasterxml.jackson.databind.json.JsonMapper;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.math.BigDecimal;
import java.math.RoundingMode;
import java.nio.charset.StandardCharsets;
import java.nio.file.Path;
import java.time.Duration;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.concurrent.Callable;
import org.arkwright.cli.chat.Answer;
import org.arkwright.cli.chat.ChatLoop;
import org.arkwright.cli.chat.Conversation;
import org.arkwright.cli.chat.LineInput;
import org.arkwright.cli.chat.ModelsApi;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.arkwright.cli.terminal.FileProblem;
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
      "At a terminal, lines are edited and remembered, Ctrl-C stops an answer, /help tells more.",
      "Without a terminal, it reads one question from stdin. The API key is kept in the home"
          + " folder."
    })
public final class ChatCommand implements Callable<Integer> {
  private static final JsonMapper JSON = JsonMapper.builder().build();
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

  @Option(
      names = "--file",
      paramLabel = "FILE",
      description = "Attach a text file to the first question; can be repeated.")
  private List<String> files = List.of();

  @Option(
      names = "--resume",
      paramLabel = "FILE",
      description = "Go on with a conversation that /save has written.")
  private String resume = "";

  public ChatCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    checkRanges();
    ObjectNode settings = JsonNodeFactory.instance.objectNode();
    RequestJson.putNumber(settings, "temperature", temperature);
    RequestJson.putNumber(settings, "max_tokens", tokensMax);
    Terminal terminal = session.terminal();
    Optional<ArrayNode> saved = saved();
    Conversation conversation = new Conversation(ModelsApi.of(session, project), name, settings);
    ChatLoop chat = new ChatLoop(conversation, terminal, this::file);
    files.forEach(chat::attach);
    saved.ifPresent(conversation::resume);
    if (!system.isEmpty()) {
      conversation.instruct(system);
    }
    if (question.isEmpty() && terminal.interactive() && !session.wantsData()) {
      try (LineInput lines =
          LineInput.of(terminal, session.home().folder().resolve("chat.history"))) {
        chat.run(lines);
      }
      return ExitCode.OK;
    }
    String asked =
        question.isEmpty()
            ? new String(terminal.in().readAllBytes(), StandardCharsets.UTF_8).strip()
            : question;
    if (asked.isEmpty()) {
      throw new WrongUseException("no question: give one with -q or on stdin");
    }
    if (session.wantsData()) {
      session.printItem(data(asked, chat.askSilently(asked)));
    } else {
      chat.ask(asked);
    }
    return ExitCode.OK;
  }

  private Path file(String typed) {
    return session.folder().resolve(session.path(typed));
  }

  private Optional<ArrayNode> saved() {
    if (resume.isEmpty()) {
      return Optional.empty();
    }
    try {
      if (JSON.readTree(FileProblem.readText(file(resume))).path("messages")
          instanceof ArrayNode messages) {
        return Optional.of(messages);
      }
    } catch (JsonProcessingException _) {
      // Said below.
    }
    throw WrongUseException.ofValue("--resume", resume, "a file that /save has written");
  }

  private ObjectNode data(String asked, Answer answer) {
    ObjectNode data =
        JsonNodeFactory.instance
            .objectNode()
            .put("model", name)
            .put("question", asked)
            .put("answer", answer.text())
            .put("end", answer.end().name().toLowerCase(Locale.ROOT));
    answer.promptTokens().ifPresent(tokens -> data.put("promptTokens", tokens));
    answer.cachedTokens().ifPresent(tokens -> data.put("cachedTokens", tokens));
    answer.completionTokens().ifPresent(tokens -> data.put("completionTokens", tokens));
    data.put("secondsToFirst", seconds(answer.untilFirst()));
    data.put("seconds", seconds(answer.whole()));
    answer.tokensPerSecond().ifPresent(rate -> data.put("tokensPerSecond", rounded(rate)));
    answer.cost().ifPresent(cost -> data.put("cost", cost));
    return data;
  }

  private static BigDecimal seconds(Duration time) {
    return BigDecimal.valueOf(time.toMillis(), 3);
  }

  private static BigDecimal rounded(double rate) {
    return BigDecimal.valueOf(rate).setScale(1, RoundingMode.HALF_UP);
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
}
