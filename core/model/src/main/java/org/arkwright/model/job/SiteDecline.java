package org.arkwright.model.job;

/**
 * A site's refusal to take an attempt for the time being.
 *
 * @param reason in the site's own words
 * @param retryAtNanos the gang is not offered to that site again before this time
 */
public record SiteDecline(String site, String reason, long retryAtNanos) {}
