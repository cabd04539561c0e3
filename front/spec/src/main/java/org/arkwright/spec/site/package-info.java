/**
 * What operators write: {@code site.yaml} and its sections, fleets, quotas, keys, and requests on
 * nodes and the server. Start at {@link org.arkwright.spec.site.SiteReader}.
 */
@NullMarked
package org.arkwright.spec.site;

import org.jspecify.annotations.NullMarked;
