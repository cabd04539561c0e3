/**
 * The architecture rules that no compiler flag can enforce; each message names what to use instead.
 * Start at {@link\norg.arkwright.arch.LayersTest}.
 */
package org.arkwright.arch;
