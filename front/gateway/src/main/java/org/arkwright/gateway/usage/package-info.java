/** What a request used: counted, priced, kept on disk until the ledger has it. */
@NullMarked
package org.arkwright.gateway.usage;

import org.jspecify.annotations.NullMarked;
