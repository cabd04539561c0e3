/** When what is held is expected to come back, and when a site is expected to have room. */
package org.arkwright.scheduler.forecast;
