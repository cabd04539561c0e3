/**
 * What a job left in a folder, read as what a stranger made: {@link
 * org.arkwright.artifact.output.OutputWalk} goes through it by descriptors, never by names that the
 * job could exchange meanwhile, and refuses with a {@link
 * org.arkwright.artifact.output.RefusedOutput} what is no file below the folder.
 */
@NullMarked
package org.arkwright.artifact.output;

import org.jspecify.annotations.NullMarked;
