package org.arkwright.model.unit;

import static org.arkwright.model.unit.Resources.UNLIMITED;
import static org.arkwright.model.unit.Resources.UNLIMITED_AMOUNT;
import static org.arkwright.model.unit.Resources.ZERO;
import static org.assertj.core.api.Assertions.assertThat;
import static org.assertj.core.api.Assertions.assertThatThrownBy;

import java.util.Optional;
import org.arkwright.model.job.DeviceRequest;
import org.arkwright.model.node.Device;
import org.junit.jupiter.api.Test;
import org.junit.jupiter.params.ParameterizedTest;
import org.junit.jupiter.params.provider.CsvSource;
import org.junit.jupiter.params.provider.ValueSource;

class UnitsTest {
  @ParameterizedTest
  @CsvSource({
    "0, 0",
    "1073741824, 1073741824",
    "512MiB, 536870912",
    "4GiB, 4294967296",
    "4gi, 4294967296",
    "1.5TB, 1500000000000",
    "1 KB, 1000",
    "7b, 7",
    "0.5k, 500",
    "' 2 Ki ', 2048",
    "8191PiB, 9222246136947933184",
  })
  void bytes_text_isRead(String text, long expected) {
    assertThat(Bytes.parse(text)).contains(new Bytes(expected));
  }

  @ParameterizedTest
  @ValueSource(strings = {"", "-1", "GiB", "1XB", "1 i", "1e3", "8192PiB", "999999999999999999P"})
  void bytes_otherText_isNone(String text) {
    assertThat(Bytes.parse(text)).isEmpty();
  }

  @ParameterizedTest
  @CsvSource({
    "0, 0 B",
    "1023, 1023 B",
    "1024, 1 KiB",
    "1536, 1.5 KiB",
    "1073741824, 1 GiB",
    "1048575, 1 MiB",
    "1127000493261825, 1 PiB",
  })
  void bytes_forPeople_areShort(long value, String expected) {
    assertThat(new Bytes(value)).hasToString(expected);
  }

  @Test
  void resources_unlimited_staysUnlimited() {
    Resources one = new Resources(1, 1, 1);
    assertThat(UNLIMITED.plus(UNLIMITED)).isEqualTo(UNLIMITED);
    assertThat(UNLIMITED.minus(UNLIMITED)).isEqualTo(UNLIMITED);
    assertThat(UNLIMITED.minus(one)).isEqualTo(UNLIMITED);
    assertThat(UNLIMITED.times(0)).isEqualTo(ZERO);
    assertThat(UNLIMITED.times(100_000)).isEqualTo(UNLIMITED);
    assertThat(one.minus(UNLIMITED)).isEqualTo(ZERO);
  }

  @Test
  void resources_components_doNotDependOnOneAnother() {
    Resources some = new Resources(UNLIMITED_AMOUNT, 10, 0);
    assertThat(some.plus(new Resources(1, 1, 1))).isEqualTo(new Resources(UNLIMITED_AMOUNT, 11, 1));
    assertThat(some.min(new Resources(5, 20, 5))).isEqualTo(new Resources(5, 10, 0));
    assertThat(new Resources(1, 11, 0).fitsWithin(some)).isFalse();
    assertThat(new Resources(UNLIMITED_AMOUNT, 10, 0).fitsWithin(some)).isTrue();
  }

  @Test
  void resources_negative_areRefused() {
    assertThatThrownBy(() -> new Resources(0, -1, 0)).isInstanceOf(IllegalArgumentException.class);
  }

  @Test
  void deviceRequest_countsThousandthsAndMatchesKindInAnyCase() {
    Optional<String> unknown = Optional.empty();
    Device device = new Device(0, "h100", "nvidia", new Bytes(80), unknown, unknown, unknown);
    DeviceRequest request = new DeviceRequest(Optional.of("H100"), new Bytes(80), 2, Share.WHOLE);
    assertThat(request.thousandths()).isEqualTo(2000);
    assertThat(request.accepts(device)).isTrue();
    assertThat(new DeviceRequest(unknown, new Bytes(81), 1, Share.WHOLE).accepts(device)).isFalse();
    assertThatThrownBy(() -> new DeviceRequest(unknown, Bytes.ZERO, 2, new Share(500)))
        .isInstanceOf(IllegalArgumentException.class);
  }
}
