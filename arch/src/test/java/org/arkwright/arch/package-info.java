/**
 * The rules of the house that no compiler flag can hold; each message names what to use instead.
 */
package org.arkwright.arch;
