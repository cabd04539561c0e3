package org.arkwright.spec.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.io.IOException;
import java.nio.charset.StandardCharsets;
import java.nio.file.Files;
import java.nio.file.Path;
import java.util.List;
import java.util.regex.Pattern;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.spec.Reading;
import org.junit.jupiter.api.Test;

/** docs/reference/site.md names every field that site.yaml may have, and its examples are read. */
class SiteReferenceTest {
  private final String page;

  SiteReferenceTest() throws IOException {
    page = Files.readString(Path.of("../../docs/reference/site.md"));
  }

  @Test
  void everyField_isOnThePage() {
    for (List<String> fields :
        List.of(SiteReader.FIELDS, SiteReader.PRICES, SiteReader.SERIES, ImportSettings.FIELDS)) {
      assertThat(fields).allSatisfy(field -> assertThat(page).containsPattern(named(field)));
    }
    assertThat(SitesReader.SITE)
        .allSatisfy(field ->
            assertThat(page.substring(page.indexOf("One site:"))).containsPattern(named(field)));
  }

  @Test
  void everyExample_isRead() {
    List<String> examples =
        Pattern.compile("```yaml\n(.*?)```", Pattern.DOTALL)
            .matcher(page)
            .results()
            .map(example -> example.group(1))
            .toList();
    assertThat(examples)
        .hasSizeGreaterThan(1)
        .allSatisfy(example ->
            assertThat(SiteReader.read(example.getBytes(StandardCharsets.UTF_8)))
                .isInstanceOf(Reading.Read.class));
  }

  @Test
  void defaults_areThoseOfThePage() {
    SiteSettings defaults = SiteSettings.DEFAULT;
    assertThat(page)
        .contains("`" + defaults.currency() + "`")
        .contains("| " + defaults.pue().toPlainString() + " | power usage effectiveness")
        .contains(
            "| " + defaults.prices().cpuHour().amount().toPlainString() + " | one hour of one core")
        .contains("| " + SiteSettings.Energy.CARBON_PRICE_USUAL.amount().toPlainString() + " |");
  }

  /** Between backquotes, alone or behind or before other fields of a path. */
  private static Pattern named(String field) {
    return Pattern.compile("`([A-Za-z]+\\.)*" + field + "(\\.[A-Za-z]+)*`");
  }
}
