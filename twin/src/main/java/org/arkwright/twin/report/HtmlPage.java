package org.arkwright.twin.report;

import java.util.List;
import java.util.Locale;
import java.util.function.DoubleFunction;
import java.util.function.ToDoubleFunction;

/** A report as a self-contained HTML page with light and dark colours. */
public final class HtmlPage {
  /** The number of distinct colours; further runs reuse them. */
  static final int COLOURS = 6;

  /** The number of groups of a run that the page lists. */
  private static final int GROUPS_MAX = 50;

  private static final String STYLE =
      """
      :root{color-scheme:light dark;--paper:#f7f7f4;--card:#fff;--ink:#1c2126;--soft:#626a73;
      --rule:#e3e4df;--best:#e7f3ea;--c0:#2563a8;--c1:#d97706;--c2:#2e8555;--c3:#b4336f;\
      --c4:#6d4fc4;
      --c5:#0e8a9c}
      @media (prefers-color-scheme:dark){:root{--paper:#14171a;--card:#1d2125;--ink:#e8eaec;
      --soft:#9aa4ad;--rule:#30363c;--best:#1f3a2b;--c0:#6aa9f0;--c1:#f2a541;--c2:#62c38a;\
      --c3:#ee7fb0;
      --c4:#ab93f5;--c5:#4fc6d6}}
      *{box-sizing:border-box}body{margin:0;background:var(--paper);color:var(--ink);
      font:15px/1.5 system-ui,-apple-system,"Segoe UI",sans-serif}
      main{max-width:1400px;margin:0 auto;padding:40px 24px 64px}
      h1{font-size:27px;line-height:1.25;margin:0 0 6px;letter-spacing:-.01em}
      p{color:var(--soft);margin:0 0 4px}
      .legend{display:flex;flex-wrap:wrap;gap:8px 20px;margin:22px 0 16px}
      .legend span{display:flex;align-items:center;gap:8px;font-weight:600}
      .legend i{width:14px;height:14px;border-radius:4px}
      .grid2{display:grid;\
      grid-template-columns:repeat(auto-fit,minmax(min(520px,100%),1fr));gap:18px}
      figure,section{background:var(--card);border:1px solid var(--rule);\
      border-radius:12px;margin:0;
      padding:16px 18px}
      figure{overflow-x:auto}figcaption{display:flex;flex-direction:column;margin-bottom:8px}
      figcaption span{color:var(--soft);font-size:13px}
      svg{width:100%;height:auto;display:block}svg text{fill:var(--soft);\
      font-size:13px}
      svg line.grid{stroke:var(--rule)}path.line{fill:none;stroke-width:2;stroke-linejoin:round}
      .c0{stroke:var(--c0)}.c1{stroke:var(--c1)}.c2{stroke:var(--c2)}.c3{stroke:var(--c3)}
      .c4{stroke:var(--c4)}.c5{stroke:var(--c5)}
      .b0{background:var(--c0)}.b1{background:var(--c1)}.b2{background:var(--c2)}
      .b3{background:var(--c3)}.b4{background:var(--c4)}.b5{background:var(--c5)}
      section{margin-bottom:18px;overflow-x:auto}
      table{border-collapse:collapse;width:100%;font-variant-numeric:tabular-nums}
      th,td{text-align:right;padding:7px 12px;border-bottom:1px solid var(--rule);\
      white-space:nowrap}
      th:first-child,td:first-child{text-align:left;color:var(--soft);font-weight:400;\
      padding-left:0}
      thead th{font-weight:600}tr:last-child td{border-bottom:0}
      td.best{background:var(--best);font-weight:600}
      summary{cursor:pointer;font-weight:600}
      @media (max-width:700px){main{padding:20px 12px 40px}figure,section{padding:12px 10px}\
      svg text{font-size:19px}svg text.minor{display:none}th,td{padding:6px 8px}\
      td:first-child{white-space:normal}}
      footer{margin-top:22px;color:var(--soft);font-size:13px;overflow-wrap:anywhere}
      """;

  private HtmlPage() {}

  /** Returns the whole page. */
  public static String of(Report report) {
    StringBuilder page = new StringBuilder();
    page.append(
        """
        <!doctype html>
        <html lang="en"><head><meta charset="utf-8">
        <meta name="viewport" content="width=device-width, initial-scale=1">
        <title>%s</title><style>
        %s</style></head><body><main>
        <h1>%s</h1>
        """
            .formatted(escaped(report.title()), STYLE, escaped(report.title())));
    report.notes().forEach(note -> page.append("<p>").append(escaped(note)).append("</p>\n"));
    page.append("<div class=\"legend\">");
    for (int i = 0; i < report.columns().size(); i++) {
      String name = escaped(report.columns().get(i).name());
      page.append("<span><i class=\"b%d\"></i>%s</span>".formatted(i % COLOURS, name));
    }
    page.append("</div>\n").append(table(report)).append("<div class=\"grid2\">\n");
    charts(report.columns(), report.measured())
        .forEach(chart -> page.append(chart.svg(report.columns())));
    page.append("</div>\n").append(groups(report)).append("<footer>");
    for (RunFigures run : report.columns()) {
      page.append(
          "%s: %,d events, digest %s<br>"
              .formatted(escaped(run.name()), run.events(), run.digest()));
    }
    return page.append("</footer></main></body></html>\n").toString();
  }

  private static String table(Report report) {
    StringBuilder table = new StringBuilder("<section><table><thead><tr><th></th>");
    report
        .columns()
        .forEach(run -> table.append("<th>").append(escaped(run.name())).append("</th>"));
    table.append("</tr></thead><tbody>\n");
    for (Metric metric : report.metrics()) {
      table.append("<tr><td>").append(escaped(report.label(metric))).append("</td>");
      for (RunFigures run : report.columns()) {
        table
            .append(metric.isBest(run, report.columns()) ? "<td class=\"best\">" : "<td>")
            .append(metric.text(run))
            .append("</td>");
      }
      table.append("</tr>\n");
    }
    return table.append("</tbody></table></section>\n").toString();
  }

  /** The groups of each run, folded away; those that held most devices where there are many. */
  private static String groups(Report report) {
    StringBuilder sections = new StringBuilder();
    for (Grouping grouping : Grouping.values()) {
      for (RunFigures run : report.columns()) {
        List<GroupFigures> all = run.groups().getOrDefault(grouping, List.of());
        sections.append(
            "<section><details><summary>%s, by %s</summary><table><thead><tr><th></th>"
                .formatted(escaped(run.name()), grouping.key()));
        GroupTable.heads(report.measured())
            .forEach(head -> sections.append("<th>").append(head).append("</th>"));
        sections.append("</tr></thead><tbody>\n");
        all.stream().limit(GROUPS_MAX).forEach(group -> sections.append(row(group)));
        sections.append("</tbody></table>");
        if (all.size() > GROUPS_MAX) {
          sections.append("<p>and %,d more</p>".formatted(all.size() - GROUPS_MAX));
        }
        sections.append("</details></section>\n");
      }
    }
    return sections.toString();
  }

  private static String row(GroupFigures group) {
    StringBuilder row = new StringBuilder("<tr><td>" + escaped(group.name()) + "</td>");
    GroupTable.cells(group).forEach(cell -> row.append("<td>").append(cell).append("</td>"));
    return row.append("</tr>\n").toString();
  }

  private static List<LineChart> charts(List<RunFigures> runs, Capacity measured) {
    double longest = runs.stream().mapToDouble(run -> run.times().makespanNanos()).max().orElse(0);
    DoubleFunction<String> time = part -> Metric.duration(part * longest / 1e9);
    ToDoubleFunction<RunFigures> span = run -> run.times().makespanNanos() / Math.max(1, longest);
    return List.of(
        new LineChart(
            Report.capital(measured.key()) + " in use",
            "share of all %s that is allocated".formatted(measured.key()),
            time,
            HtmlPage::percent,
            span,
            run -> run.curves().allocated(),
            false),
        new LineChart(
            "Jobs waiting",
            "length of the queue",
            time,
            HtmlPage::count,
            span,
            run -> run.curves().queued(),
            false),
        new LineChart(
            "How long jobs wait",
            "share of jobs that wait no longer than this; logarithmic scale",
            HtmlPage::percent,
            Metric::duration,
            _ -> 1,
            run -> run.times().waited().percentiles(),
            true),
        new LineChart(
            "How long jobs take",
            "from submission to end; logarithmic scale",
            HtmlPage::percent,
            Metric::duration,
            _ -> 1,
            run -> run.times().completed().percentiles(),
            true));
  }

  private static String percent(double part) {
    return String.format(Locale.ROOT, "%.0f %%", 100 * part);
  }

  private static String count(double number) {
    return String.format(Locale.ROOT, number < 10 ? "%.1f" : "%,.0f", number);
  }

  static String escaped(String text) {
    return text.replace("&", "&amp;")
        .replace("<", "&lt;")
        .replace(">", "&gt;")
        .replace("\"", "&quot;");
  }
}
