/** The terms of sites: prices, power, energy series, policies. */
package org.arkwright.model.site;
