/**
 * Usage: what was used, by which workload, on which meter. Start at {@link
 * org.arkwright.model.usage.UsageRecord}.
 */
package org.arkwright.model.usage;
