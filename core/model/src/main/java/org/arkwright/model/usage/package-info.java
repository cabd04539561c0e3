/** What was used, by which workload, counted by which meter. */
package org.arkwright.model.usage;
