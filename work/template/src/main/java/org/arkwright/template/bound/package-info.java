/**
 * What one rendering may take. A template is a stranger's program: every step, every character and
 * every level of depth is counted, so that it ends and fits into memory.
 */
@NullMarked
package org.arkwright.template.bound;

import org.jspecify.annotations.NullMarked;
