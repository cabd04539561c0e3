package org.arkwright.api.view;

import com.fasterxml.jackson.databind.JsonNode;
import com.fasterxml.jackson.databind.node.ArrayNode;
import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.time.LocalDate;
import java.util.ArrayList;
import java.util.Comparator;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.SortedMap;
import org.arkwright.ledger.Account;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.Tally;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.projection.LedgerReader;

/**
 * Usage as a person reads it: a row for each workload, or whatever else it is asked for by, the
 * dearest first, in hours, tokens and kilowatt-hours, with the sum of all. Takes accounts in any
 * order; not thread-safe.
 */
public final class UsageSummary implements LedgerReader.Visitor {
  /** What is kept in memory at the most; further groups are summed up. */
  private static final int GROUPS_MAX = 100_000;

  private static final List<String> COLUMNS =
      List.of(
          "coreHours",
          "deviceHours",
          "gibibyteHours",
          "tokensIn",
          "tokensOut",
          "requests",
          "kilowattHours",
          "cost",
          "gramsCo2");

  private final SiteSettings settings;
  private final String project;
  private final List<UsageDimension> by;
  private final int limit;
  private final Map<List<String>, UsageSums> groups = new LinkedHashMap<>();
  private final UsageSums total = new UsageSums();
  private final UsageSums idle = new UsageSums();
  private final UsageSums beyond = new UsageSums();
  private long beyondCount;

  /**
   * A summary without accounts.
   *
   * @param project the project whose usage is summed up; empty for all
   * @param by what the rows are for, at least one
   * @param limit how many of the dearest rows to list; the others are summed up
   */
  public UsageSummary(SiteSettings settings, String project, List<UsageDimension> by, int limit) {
    this.settings = settings;
    this.project = project;
    this.by = List.copyOf(by);
    this.limit = limit;
  }

  @Override
  public void account(Account account, SortedMap<LineKey, Tally> lines) {
    switch (account) {
      case Account.Offered _ -> {}
      case Account.Idle _ -> lines.forEach(idle::add);
      case Account.Use use -> {
        if (project.isEmpty() || use.project().value().equals(project)) {
          lines.forEach((key, tally) -> {
            group(by.stream().map(each -> each.of(use, key)).toList()).add(key, tally);
            total.add(key, tally);
          });
        }
      }
    }
  }

  private UsageSums group(List<String> key) {
    UsageSums known = groups.get(key);
    if (known == null && groups.size() >= GROUPS_MAX) {
      beyondCount++;
      return beyond;
    }
    return known != null ? known : groups.computeIfAbsent(key, _ -> new UsageSums());
  }

  private List<Map.Entry<List<String>, UsageSums>> dearestFirst() {
    List<Map.Entry<List<String>, UsageSums>> rows = new ArrayList<>(groups.entrySet());
    rows.sort(
        Comparator.comparing(
                (Map.Entry<List<String>, UsageSums> row) -> row.getValue().cost(),
                Comparator.reverseOrder())
            .thenComparing(row -> String.join("\0", row.getKey())));
    return rows;
  }

  /** Returns the summary of the days from {@code since} to before {@code until}. */
  public ObjectNode json(LocalDate since, LocalDate until) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("since", since.toString());
    json.put("until", until.toString());
    json.put("currency", settings.currency());
    ArrayNode names = json.putArray("by");
    by.forEach(each -> names.add(each.word()));
    ArrayNode rows = json.putArray("rows");
    UsageSums others = new UsageSums();
    others.add(beyond);
    long otherCount = beyondCount;
    for (Map.Entry<List<String>, UsageSums> row : dearestFirst()) {
      if (rows.size() < limit) {
        ObjectNode shown = rows.addObject();
        for (int i = 0; i < by.size(); i++) {
          shown.put(by.get(i).word(), row.getKey().get(i));
        }
        row.getValue().write(shown);
      } else {
        others.add(row.getValue());
        otherCount++;
      }
    }
    if (otherCount > 0) {
      others.write(json.putObject("others").put("count", otherCount));
    }
    total.write(json.putObject("total"));
    if (project.isEmpty()) {
      idle.write(json.putObject("idle"));
    }
    return json;
  }

  /** Returns the rows as CSV (RFC 4180), all of them, with a header line. */
  public String csv(LocalDate since, LocalDate until) {
    StringBuilder csv = new StringBuilder();
    List<String> header = new ArrayList<>(by.stream().map(UsageDimension::word).toList());
    header.addAll(COLUMNS);
    header.add("currency");
    header.add("since");
    header.add("until");
    csv.append(BillCsv.line(header));
    for (Map.Entry<List<String>, UsageSums> row : dearestFirst()) {
      ObjectNode sums = JsonNodeFactory.instance.objectNode();
      row.getValue().write(sums);
      List<String> cells = new ArrayList<>(row.getKey());
      COLUMNS.stream().map(sums::path).map(JsonNode::asText).forEach(cells::add);
      cells.add(settings.currency());
      cells.add(since.toString());
      cells.add(until.toString());
      csv.append(BillCsv.line(cells));
    }
    return csv.toString();
  }
}
