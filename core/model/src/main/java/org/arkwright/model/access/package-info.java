/** Who may use how much: quotas of projects, keys of the models' API. */
package org.arkwright.model.access;
