/**
 * The usage of requests: counted, priced, and kept on disk until the ledger has it. Start at {@link
 * org.arkwright.gateway.usage.UsageSpool}.
 */
@NullMarked
package org.arkwright.gateway.usage;

import org.jspecify.annotations.NullMarked;
