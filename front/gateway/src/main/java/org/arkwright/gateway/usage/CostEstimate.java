package org.arkwright.gateway.usage;

import java.math.BigDecimal;

/**
 * What a request has probably cost.
 *
 * @param cost in the site's currency
 */
public record CostEstimate(double joules, double grams, BigDecimal cost, String currency) {}
