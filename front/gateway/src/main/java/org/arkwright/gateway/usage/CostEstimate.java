package org.arkwright.gateway.usage;

import java.math.BigDecimal;

/**
 * The estimated cost of a request.
 *
 * @param cost in the site's currency
 */
public record CostEstimate(double joules, double grams, BigDecimal cost, String currency) {}
