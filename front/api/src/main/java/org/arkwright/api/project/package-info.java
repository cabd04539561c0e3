/**
 * What a project has beside its jobs: keys, usage and bills. Start at {@link
 * org.arkwright.api.project.UsageEndpoints}.
 */
@NullMarked
package org.arkwright.api.project;

import org.jspecify.annotations.NullMarked;
