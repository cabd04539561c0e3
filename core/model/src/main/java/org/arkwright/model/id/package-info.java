/**
 * Ids and names: what things are called, in text that nobody has to quote. Start at {@link
 * org.arkwright.model.id.Names}, the one rule for names.
 */
package org.arkwright.model.id;
