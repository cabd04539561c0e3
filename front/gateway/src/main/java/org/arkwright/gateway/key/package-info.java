/**
 * Who may call, and how much. The table of keys is published from the journal's state and holds
 * digests only; a key itself is shown once, when it is made.
 */
@NullMarked
package org.arkwright.gateway.key;

import org.jspecify.annotations.NullMarked;
