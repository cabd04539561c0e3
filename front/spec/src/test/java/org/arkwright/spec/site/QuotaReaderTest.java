package org.arkwright.spec.site;

import static org.assertj.core.api.Assertions.assertThat;

import java.nio.charset.StandardCharsets;
import java.util.Optional;
import org.arkwright.model.access.Quota;
import org.arkwright.model.id.ProjectName;
import org.arkwright.model.unit.Resources;
import org.arkwright.spec.Reading;
import org.arkwright.spec.SpecWriter;
import org.junit.jupiter.api.Test;

class QuotaReaderTest {
  private static final ProjectName PROJECT = new ProjectName("research");

  @Test
  void read_partialQuota_leavesTheRestUnlimited() {
    Reading<Quota> reading =
        read("{cohort: lab, nominal: {cpus: 8, devices: 2.5}, weight: 3, lendingLimit: {cpus: 0}}");

    long unlimited = Resources.UNLIMITED_AMOUNT;
    assertThat(reading)
        .isEqualTo(
            new Reading.Read<>(
                new Quota(
                    PROJECT,
                    Optional.of("lab"),
                    new Resources(8000, unlimited, 2500),
                    Resources.UNLIMITED,
                    new Resources(0, unlimited, unlimited),
                    3)));
  }

  @Test
  void read_writtenQuota_roundTrips() {
    Quota quota = Quota.unlimited(PROJECT);

    assertThat(read(SpecWriter.quota(quota).toString())).isEqualTo(new Reading.Read<>(quota));
  }

  @Test
  void read_wrongAmount_namesThePath() {
    assertThat(read("{nominal: {cpus: many}}"))
        .isInstanceOfSatisfying(
            Reading.Rejected.class,
            rejected ->
                assertThat(rejected.problems().toString()).contains("nominal.cpus is 'many'"));
  }

  private static Reading<Quota> read(String document) {
    return QuotaReader.read(PROJECT, document.getBytes(StandardCharsets.UTF_8));
  }
}
