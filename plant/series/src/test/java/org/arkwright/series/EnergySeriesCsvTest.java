package org.arkwright.series;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.List;
import org.arkwright.model.site.EnergySeries;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;

final class EnergySeriesCsvTest {
  private static final String HEAD = "time,value\n2026-11-24 00:00,0.3\n2026-11-24 01:00,0.25\n";

  @Test
  void validFile_isRead() {
    String text = HEAD + "2026-11-24T03:00+01:00,-0.001\n";
    assertThat(EnergySeriesCsv.read(EnergySeries.Kind.TARIFF, text))
        .isInstanceOfSatisfying(
            EnergySeriesCsv.Reading.Read.class,
            read -> {
              assertThat(read.series().slotNanos()).isEqualTo(3_600_000_000_000L);
              assertThat(read.series().millionths()).containsExactly(300_000L, 250_000L, -1_000L);
            });
  }

  @ParameterizedTest
  @CsvSource(
      delimiter = '|',
      value = {
        "2026-11-24 03:00,0.2|line 4, column 1: '2026-11-24 03:00'; expected 2026-11-24T02:00:00Z,"
            + " one slot of 60 min after the previous line",
        "2026-11-24 01:30,0.2|line 4, column 1: '2026-11-24 01:30'; expected 2026-11-24T02:00:00Z,"
            + " one slot of 60 min after the previous line",
        "yesterday,0.2|line 4, column 1: 'yesterday'; expected a time such as 2026-11-24T08:00Z",
        "2026-11-24 02:00,cheap|line 4, column 2: 'cheap'; expected a price per kWh such as 0.31",
        "2026-11-24 02:00|line 4, column 1: '2026-11-24 02:00'; expected two fields, time,value",
        "2026-11-24 02:00,|line 4, column 2: ''; expected a price per kWh such as 0.31",
      })
  void invalidLine_isReportedWithTheExpectedValue(String line, String problem) {
    assertThat(EnergySeriesCsv.read(EnergySeries.Kind.TARIFF, HEAD + line + "\n"))
        .hasToString(problem);
  }

  @Test
  void dialects_ofSpreadsheets_areTheSameSeries() {
    String text = HEAD + "2026-11-24 02:00,0.2\n";
    EnergySeriesCsv.Reading plain = EnergySeriesCsv.read(EnergySeries.Kind.TARIFF, text);
    for (String other :
        List.of(
            "\uFEFF" + text.replace(',', ';').replace("\n", "\r\n"),
            text.replace(',', '\t'),
            "\"" + text.strip().replace(",", "\",\"").replace("\n", "\"\n\"") + "\"\n\n\n")) {
      assertThat(EnergySeriesCsv.read(EnergySeries.Kind.TARIFF, other)).isEqualTo(plain);
    }
  }

  @Test
  void decimalComma_andMissingHeader_areRefusedByName() {
    String commas = HEAD.replace(',', ';') + "2026-11-24 02:00;0,2\n";
    assertThat(EnergySeriesCsv.read(EnergySeries.Kind.TARIFF, commas))
        .hasToString(
            "line 4, column 2: '0,2'; expected a price per kWh such as 0.31, with a point");
    assertThat(
            EnergySeriesCsv.read(
                EnergySeries.Kind.TARIFF, "2026-11-24 00:00,1\n2026-11-24 01:00,2\n"))
        .hasToString(
            "line 1, column 1: '2026-11-24 00:00';"
                + " expected a header such as time,value above the first time");
  }

  @Test
  void negativeCarbonAndTooFewValues_areRejected() {
    assertThat(EnergySeriesCsv.read(EnergySeries.Kind.CARBON, "time,value\n2026-11-24 00:00,-1\n"))
        .hasToString(
            "line 2, column 2: '-1'; expected grams of CO2 per kWh, 0 or more, such as 312.5");
    assertThat(EnergySeriesCsv.read(EnergySeries.Kind.CARBON, "time,value\n2026-11-24 00:00,1\n"))
        .hasToString(
            "line 2, column 1: '1 values'; expected a header and 2 to 20,000 lines of time,value");
  }
}
