package org.arkwright.twin.browser;

import static org.assertj.core.api.Assertions.assertThat;
import static org.junit.jupiter.api.Assumptions.assumeTrue;

import com.fasterxml.jackson.databind.JsonNode;
import java.io.ByteArrayOutputStream;
import java.io.IOException;
import java.io.PrintStream;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.ArrayList;
import java.util.List;
import java.util.Optional;
import org.arkwright.twin.command.TwinMain;
import org.junit.jupiter.api.AfterAll;
import org.junit.jupiter.api.BeforeAll;
import org.junit.jupiter.api.Tag;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.api.io.TempDir;

/** The page of {@code twin replay --html} as shown by a browser. */
@Tag("browser")
class ReportPageTest {
  private static final int RUNS = 2;

  /** The WCAG contrast of each text, and its size on the screen. */
  private static final String TEXTS =
      """
      (() => {
        const part = v => (v /= 255) <= 0.03928 ? v / 12.92 : ((v + 0.055) / 1.055) ** 2.4;
        const numbers = colour => colour.match(/[\\d.]+/g).map(Number);
        const light = ([r, g, b]) => 0.2126 * part(r) + 0.7152 * part(g) + 0.0722 * part(b);
        const behind = element => {
          for (let e = element; e; e = e.parentElement) {
            const c = numbers(getComputedStyle(e).backgroundColor);
            if (c.length < 4 || c[3] > 0) return c;
          }
          return [255, 255, 255];
        };
        const own = element => [...element.childNodes]
          .filter(n => n.nodeType === Node.TEXT_NODE).map(n => n.textContent.trim()).join('');
        return [...document.body.querySelectorAll('*:not(title)')].filter(own).map(element => {
          const style = getComputedStyle(element);
          const svg = element.ownerSVGElement;
          const a = light(numbers(svg ? style.fill : style.color));
          const b = light(behind(element));
          const scale = svg ? svg.getScreenCTM().a : 1;
          return {
            text: own(element),
            contrast: (Math.max(a, b) + 0.05) / (Math.min(a, b) + 0.05),
            size: parseFloat(style.fontSize) * scale,
          };
        });
      })()\
      """;

  private static final String CHARTS =
      """
      [...document.querySelectorAll('figure')].map(figure => ({
        title: figure.querySelector('figcaption b').innerText,
        width: figure.getBoundingClientRect().width,
        height: figure.querySelector('svg').getBoundingClientRect().height,
        lines: [...figure.querySelectorAll('path.line')].map(line => ({
          length: line.getTotalLength(),
          colour: getComputedStyle(line).stroke,
        })),
      }))\
      """;

  @TempDir private static Path folder;
  private static Optional<Chromium> chromium = Optional.empty();
  private static Path page;

  @BeforeAll
  static void makeThePage() throws Exception {
    Optional<Path> program = Chromium.installed();
    assumeTrue(program.isPresent(), "skipped: no chromium on PATH, so no page is tested");
    Path trace = folder.resolve("jobs.csv");
    Files.writeString(trace, twin("generate", "--jobs", "200", "--rate", "100", "--seed", "7"));
    Path fleet = folder.resolve("fleet.yaml");
    Files.writeString(fleet, "nodes: [{name: n, count: 6, devices: {kind: h100, count: 8}}]\n");
    page = folder.resolve("report.html");
    List<String> arguments = new ArrayList<>(List.of("replay", trace.toString()));
    arguments.addAll(List.of("--fleet", fleet.toString(), "--html", page.toString()));
    arguments.addAll(List.of("--policy", "fifo", "--policy", "forecast"));
    twin(arguments.toArray(String[]::new));
    chromium = Optional.of(Chromium.start(program.orElseThrow(), folder.resolve("profile")));
  }

  @AfterAll
  static void close() throws InterruptedException {
    if (chromium.isPresent()) {
      chromium.get().close();
    }
  }

  @Test
  void wideScreen_showsItsCharts() throws Exception {
    Chromium browser = show("wide", 1280, 900, false);

    JsonNode charts = browser.evaluate(CHARTS);
    assertThat(charts).hasSize(4);
    for (JsonNode chart : charts) {
      assertThat(chart.path("width").asDouble()).isGreaterThan(500);
      assertThat(chart.path("height").asDouble()).isGreaterThan(180);
      assertThat(chart.path("lines")).as(chart.toString()).hasSize(RUNS);
      for (JsonNode line : chart.path("lines")) {
        assertThat(line.path("length").asDouble()).as(chart.toString()).isGreaterThan(100);
        assertThat(line.path("colour").asText()).startsWith("rgb(");
      }
      assertThat(chart.path("lines").path(0).path("colour"))
          .isNotEqualTo(chart.path("lines").path(1).path("colour"));
    }
    assertThat(browser.evaluate("document.body.innerText").asText())
        .contains("Devices in use", "How long jobs wait", "fifo", "forecast", "digest");
  }

  @Test
  void wideScreen_isReadable_lightAndDark() throws Exception {
    assertReadable(show("light", 1280, 900, false));
    assertReadable(show("dark", 1280, 900, true));
  }

  @Test
  void narrowScreen_isReadable_andScrollsOnlyDown() throws Exception {
    Chromium browser = show("narrow", 390, 844, false);

    assertThat(browser.evaluate("document.documentElement.scrollWidth").asInt())
        .isLessThanOrEqualTo(390);
    for (JsonNode chart : browser.evaluate(CHARTS)) {
      assertThat(chart.path("width").asDouble()).as(chart.toString()).isBetween(300.0, 390.0);
    }
    assertReadable(browser);
  }

  private static Chromium show(String name, int width, int height, boolean dark) throws Exception {
    Chromium browser = chromium.orElseThrow().screen(width, height, dark);
    browser.open(page.toUri());
    browser.screenshot(Path.of("target/browser/report-" + name + ".png"));
    assertThat(browser.problems()).isEmpty();
    return browser;
  }

  private static void assertReadable(Chromium browser) throws Exception {
    JsonNode texts = browser.evaluate(TEXTS);
    assertThat(texts).hasSizeGreaterThan(50);
    for (JsonNode text : texts) {
      assertThat(text.path("contrast").asDouble()).as(text.toString()).isGreaterThanOrEqualTo(4.5);
      assertThat(text.path("size").asDouble()).as(text.toString()).isGreaterThanOrEqualTo(9);
    }
  }

  private static String twin(String... arguments) throws IOException {
    ByteArrayOutputStream out = new ByteArrayOutputStream();
    ByteArrayOutputStream err = new ByteArrayOutputStream();
    int code =
        TwinMain.run(
            List.of(arguments),
            new PrintStream(out, true, StandardCharsets.UTF_8),
            new PrintStream(err, true, StandardCharsets.UTF_8));
    assertThat(code).as(err.toString(StandardCharsets.UTF_8)).isZero();
    return out.toString(StandardCharsets.UTF_8);
  }
}
