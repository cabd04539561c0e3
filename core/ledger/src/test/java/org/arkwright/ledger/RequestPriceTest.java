package org.arkwright.ledger;

import static org.assertj.core.api.Assertions.assertThat;

import java.util.TreeMap;
import org.arkwright.model.site.SiteSettings;
import org.arkwright.model.unit.Money;
import org.junit.jupiter.api.Test;

class RequestPriceTest {
  private static final long SECOND = 1_000_000_000L;
  private static final Holding TWO_CORES = new Holding(2000, 0, new TreeMap<>());

  @Test
  void request_aloneOnTwoCoresForASecond_drawsPeakPowerTimesPue() {
    RequestPrice price = of(SiteSettings.DEFAULT, 1);

    assertThat(price.joules().amount()).isEqualByComparingTo("14"); // 2 x 5 W x 1.4
    assertThat(price.grams().amount()).isEqualByComparingTo("0.00175"); // at 450 g/kWh
  }

  @Test
  void request_besideThreeOthers_bearsAQuarter() {
    assertThat(of(SiteSettings.DEFAULT, 4).joules().amount()).isEqualByComparingTo("3.5");
  }

  @Test
  void siteThatSellsTokens_chargesTokensInsteadOfTime() {
    assertThat(of(SiteSettings.DEFAULT, 1).cost()).isEqualTo(Money.of("0.002")); // 1,000 + 1,000
  }

  @Test
  void siteThatSellsTime_chargesTheRequestsShare() {
    SiteSettings.Prices usual = SiteSettings.Prices.DEFAULT;
    SiteSettings site =
        new SiteSettings(
            "EUR",
            new SiteSettings.Prices(
                usual.deviceHour(), Money.of("36"), Money.ZERO, Money.ZERO, Money.ZERO),
            SiteSettings.DEFAULT.pue(),
            SiteSettings.DEFAULT.carbonPerKilowattHour(),
            SiteSettings.DEFAULT.power(),
            SiteSettings.DEFAULT.policies());

    assertThat(of(site, 4).cost()).isEqualTo(Money.of("0.005"));
  }

  private static RequestPrice of(SiteSettings site, int sharers) {
    return RequestPrice.of(site, TWO_CORES, 1000, 1000, SECOND, sharers);
  }
}
