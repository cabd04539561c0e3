/**
 * The terms of sites: prices, power, energy series and policies. Start at {@link
 * org.arkwright.model.site.SiteSettings}.
 */
package org.arkwright.model.site;
