package org.arkwright.api.view;

import java.time.LocalDate;
import java.time.YearMonth;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.SequencedMap;
import org.arkwright.ledger.Account;
import org.arkwright.ledger.LineKey;
import org.arkwright.ledger.Tally;
import org.arkwright.model.usage.Workload;

/**
 * A row of a bill, for a day, workload and meter, in the columns of FOCUS 1.2 (focus.finops.org).
 * Custom columns start with {@code x_}, as the standard requires. A site has one price list and no
 * discounts, so the four costs of a row are equal.
 */
final class FocusRow {
  static final List<String> COLUMNS =
      List.of(
          "BillingAccountId",
          "BillingAccountName",
          "SubAccountId",
          "SubAccountName",
          "BillingPeriodStart",
          "BillingPeriodEnd",
          "ChargePeriodStart",
          "ChargePeriodEnd",
          "ChargeCategory",
          "ChargeClass",
          "ChargeFrequency",
          "ChargeDescription",
          "BilledCost",
          "EffectiveCost",
          "ListCost",
          "ContractedCost",
          "BillingCurrency",
          "ConsumedQuantity",
          "ConsumedUnit",
          "PricingQuantity",
          "PricingUnit",
          "ProviderName",
          "PublisherName",
          "InvoiceIssuerName",
          "ServiceCategory",
          "ServiceName",
          "RegionId",
          "RegionName",
          "ResourceId",
          "ResourceName",
          "ResourceType",
          "SkuId",
          "x_By",
          "x_Basis",
          "x_GramsCo2");

  private FocusRow() {}

  /** Returns the columns in order, each with its value. */
  static SequencedMap<String, String> of(
      String currency, Account.Use use, LineKey key, Tally tally) {
    SequencedMap<String, String> row = new LinkedHashMap<>();
    YearMonth month = YearMonth.from(key.day());
    String cost = tally.cost().toString();
    String quantity = tally.quantity().toPlainString();
    String workload = UsageView.word(use.workload().kind()) + "/" + use.workload().name();
    row.put("BillingAccountId", "arkwright");
    row.put("BillingAccountName", "arkwright");
    row.put("SubAccountId", use.project().value());
    row.put("SubAccountName", use.project().value());
    row.put("BillingPeriodStart", midnight(month.atDay(1)));
    row.put("BillingPeriodEnd", midnight(month.plusMonths(1).atDay(1)));
    row.put("ChargePeriodStart", midnight(key.day()));
    row.put("ChargePeriodEnd", midnight(key.day().plusDays(1)));
    row.put("ChargeCategory", "Usage");
    row.put("ChargeClass", "");
    row.put("ChargeFrequency", "Usage-Based");
    row.put("ChargeDescription", description(key) + " of " + workload);
    row.put("BilledCost", cost);
    row.put("EffectiveCost", cost);
    row.put("ListCost", cost);
    row.put("ContractedCost", cost);
    row.put("BillingCurrency", currency);
    row.put("ConsumedQuantity", quantity);
    row.put("ConsumedUnit", key.meter().unit());
    row.put("PricingQuantity", quantity);
    row.put("PricingUnit", key.meter().unit());
    row.put("ProviderName", "Arkwright");
    row.put("PublisherName", "Arkwright");
    row.put("InvoiceIssuerName", "Arkwright");
    row.put("ServiceCategory", "AI and Machine Learning");
    row.put(
        "ServiceName",
        use.workload().kind() == Workload.Kind.DEPLOYMENT ? "Model serving" : "Jobs");
    row.put("RegionId", key.site());
    row.put("RegionName", key.site());
    row.put("ResourceId", use.project() + "/" + workload);
    row.put("ResourceName", use.workload().name());
    row.put("ResourceType", UsageView.word(use.workload().kind()));
    row.put("SkuId", UsageView.word(key.meter()) + (key.item().isEmpty() ? "" : "/" + key.item()));
    row.put("x_By", use.by());
    row.put("x_Basis", UsageView.word(key.basis()));
    row.put("x_GramsCo2", tally.grams().toString());
    return row;
  }

  private static String description(LineKey key) {
    return key.meter().unit() + (key.item().isEmpty() ? "" : " (" + key.item() + ")");
  }

  private static String midnight(LocalDate day) {
    return day + "T00:00:00Z";
  }
}
