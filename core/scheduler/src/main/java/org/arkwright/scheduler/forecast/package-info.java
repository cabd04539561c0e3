/**
 * Forecasts of when capacity is released, and of when a site has enough for a gang. Start at {@link
 * org.arkwright.scheduler.forecast.CapacityForecast}.
 */
package org.arkwright.scheduler.forecast;
