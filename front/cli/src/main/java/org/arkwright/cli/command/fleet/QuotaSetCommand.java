package org.arkwright.cli.command.fleet;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.io.IOException;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.Callable;
import org.arkwright.cli.api.ApiPaths;
import org.arkwright.cli.command.OptionErrors;
import org.arkwright.cli.command.RequestJson;
import org.arkwright.cli.session.ExitCode;
import org.arkwright.cli.session.Session;
import org.jspecify.annotations.Nullable;
import picocli.CommandLine.Command;
import picocli.CommandLine.Model.CommandSpec;
import picocli.CommandLine.Option;
import picocli.CommandLine.Parameters;
import picocli.CommandLine.Spec;

/** {@code quota set}: replaces a project's quota. */
@Command(
    name = "set",
    description = {
      "Replace a project's quota.",
      "Limits that are not given are unlimited; so is a limit with the value unlimited."
    })
public final class QuotaSetCommand implements Callable<Integer> {
  private static final String COUNT = "N";
  private static final String SIZE = "SIZE";
  private static final Map<String, String> OPTIONS =
      Map.ofEntries(
          Map.entry("project", "PROJECT"),
          Map.entry("cohort", "--cohort"),
          Map.entry("weight", "--weight"),
          Map.entry("nominal.cpus", "--cpus"),
          Map.entry("nominal.memory", "--memory"),
          Map.entry("nominal.devices", "--devices"),
          Map.entry("borrowingLimit.cpus", "--borrow-cpus"),
          Map.entry("borrowingLimit.memory", "--borrow-memory"),
          Map.entry("borrowingLimit.devices", "--borrow-devices"),
          Map.entry("lendingLimit.cpus", "--lend-cpus"),
          Map.entry("lendingLimit.memory", "--lend-memory"),
          Map.entry("lendingLimit.devices", "--lend-devices"));

  private final Session session;

  @Spec private @Nullable CommandSpec owner;

  @Parameters(paramLabel = "PROJECT", description = "The project's name.")
  private String project = "";

  @Option(names = "--cpus", paramLabel = COUNT, description = "Nominal cores.")
  private String cpus = "";

  @Option(names = "--memory", paramLabel = SIZE, description = "Nominal memory, such as 64GiB.")
  private String memory = "";

  @Option(
      names = "--devices",
      paramLabel = COUNT,
      description = "Nominal devices, such as 8 or 0.5.")
  private String devices = "";

  @Option(names = "--borrow-cpus", paramLabel = COUNT, description = "Cores it may borrow.")
  private String borrowCpus = "";

  @Option(names = "--borrow-memory", paramLabel = SIZE, description = "Memory it may borrow.")
  private String borrowMemory = "";

  @Option(names = "--borrow-devices", paramLabel = COUNT, description = "Devices it may borrow.")
  private String borrowDevices = "";

  @Option(names = "--lend-cpus", paramLabel = COUNT, description = "Idle cores others may borrow.")
  private String lendCpus = "";

  @Option(
      names = "--lend-memory",
      paramLabel = SIZE,
      description = "Idle memory others may borrow.")
  private String lendMemory = "";

  @Option(
      names = "--lend-devices",
      paramLabel = COUNT,
      description = "Idle devices others may borrow.")
  private String lendDevices = "";

  @Option(
      names = "--cohort",
      paramLabel = "NAME",
      description = "Projects of a cohort borrow from each other.")
  private String cohort = "";

  @Option(
      names = "--weight",
      paramLabel = "N",
      description = "Share when projects compete, at least 1.")
  private String weight = "";

  public QuotaSetCommand(Session session) {
    this.session = session;
  }

  @Override
  public Integer call() throws IOException {
    ObjectNode quota = JsonNodeFactory.instance.objectNode();
    RequestJson.putText(quota, "cohort", cohort);
    putAmount(quota, "nominal", cpus, memory, devices);
    putAmount(quota, "borrowingLimit", borrowCpus, borrowMemory, borrowDevices);
    putAmount(quota, "lendingLimit", lendCpus, lendMemory, lendDevices);
    RequestJson.putNumber(quota, "weight", weight);
    JsonNode answer =
        new OptionErrors(Objects.requireNonNull(owner).commandLine(), OPTIONS)
            .sending(() -> session.api().put(ApiPaths.of("projects", project, "quota"), quota));
    session.print(answer, one -> QuotaShowCommand.table(QuotaShowCommand.listOf(one)));
    return ExitCode.OK;
  }

  private static void putAmount(
      ObjectNode quota, String field, String cpus, String memory, String devices) {
    ObjectNode amount = JsonNodeFactory.instance.objectNode();
    RequestJson.putNumber(amount, "cpus", cpus);
    RequestJson.putText(amount, "memory", memory);
    RequestJson.putNumber(amount, "devices", devices);
    if (!amount.isEmpty()) {
      quota.set(field, amount);
    }
  }
}
