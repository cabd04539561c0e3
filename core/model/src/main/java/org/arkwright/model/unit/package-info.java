/**
 * Units as types: bytes, money, joules, grams, shares, and what a gang holds. Exact everywhere;
 * nothing is rounded before it is shown.
 */
package org.arkwright.model.unit;
