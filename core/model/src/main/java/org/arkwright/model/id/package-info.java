/**
 * Ids and names, as text that never needs quoting. Start at {@link org.arkwright.model.id.Names},
 * the one rule for names.
 */
package org.arkwright.model.id;
