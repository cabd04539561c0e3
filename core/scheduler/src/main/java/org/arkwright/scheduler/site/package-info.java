/**
 * The sites of one view, their states during a cycle, and the choice of a site for each gang. Start
 * at {@link org.arkwright.scheduler.site.SiteChoices}.
 */
package org.arkwright.scheduler.site;
