package org.arkwright.model.job;

import java.util.Optional;

/**
 * What a site that places by itself says about an attempt in its queue.
 *
 * @param reason why it waits, in the site's own words, such as {@code Priority}
 * @param expectedStartNanos when the site expects to start it, in nanoseconds since the Unix epoch;
 *     empty when it does not say
 */
public record SiteWait(String reason, Optional<Long> expectedStartNanos) {}
