/** Access: the quotas of projects and the keys of the model API. */
package org.arkwright.model.access;
