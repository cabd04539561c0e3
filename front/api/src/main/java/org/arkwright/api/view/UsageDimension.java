package org.arkwright.api.view;

import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Arrays;
import java.util.List;
import java.util.Locale;
import java.util.Optional;
import java.util.stream.Collectors;
import org.arkwright.ledger.Account;
import org.arkwright.ledger.LineKey;
import org.arkwright.model.usage.Workload;

/** What usage can be summed up by. */
public enum UsageDimension {
  /** The project. */
  PROJECT,
  /** The kind and name of the workload, such as {@code job/train}. */
  WORKLOAD,
  /** The user, or the API key. */
  USER,
  /** The deployment; {@code -} for jobs. */
  MODEL,
  /** Whether it is a job or a deployment. */
  KIND,
  /** Where it was used. */
  SITE,
  /** The day, in UTC. */
  DAY,
  /** The month, in UTC. */
  MONTH;

  /** The names in words, for messages. */
  public static final String RULE =
      "one or more, with commas, of "
          + Arrays.stream(values()).map(UsageDimension::word).collect(Collectors.joining(", "));

  private static final int MONTH_LENGTH = 7;

  /** The name that requests use. */
  public String word() {
    return name().toLowerCase(Locale.ROOT);
  }

  /** Reads names with commas between them; empty when one is unknown or named twice. */
  public static Optional<List<UsageDimension>> parse(String text) {
    List<UsageDimension> dimensions = new ArrayList<>();
    for (String word : text.split(",", -1)) {
      Optional<UsageDimension> found =
          Arrays.stream(values()).filter(each -> each.word().equals(word.strip())).findFirst();
      if (found.isEmpty() || dimensions.contains(found.get())) {
        return Optional.empty();
      }
      dimensions.add(found.get());
    }
    return Optional.of(dimensions);
  }

  String of(Account.Use use, LineKey key) {
    return switch (this) {
      case PROJECT -> use.project().value();
      case WORKLOAD -> UsageView.word(use.workload().kind()) + "/" + use.workload().name();
      case USER -> use.by();
      case MODEL -> use.workload().kind() == Workload.Kind.DEPLOYMENT ? use.workload().name() : "-";
      case KIND -> UsageView.word(use.workload().kind());
      case SITE -> key.site();
      case DAY -> day(key.day());
      case MONTH -> day(key.day()).substring(0, MONTH_LENGTH);
    };
  }

  private static String day(LocalDate day) {
    return day.toString();
  }
}
