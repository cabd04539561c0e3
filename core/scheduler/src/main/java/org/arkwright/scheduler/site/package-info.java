/** The sites of one view, each with what a cycle knows of it, and which of them a gang goes to. */
package org.arkwright.scheduler.site;
