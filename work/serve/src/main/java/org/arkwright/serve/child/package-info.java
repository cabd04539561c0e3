/**
 * A model in a process of its own, which native code may end without ending the replica: {@link
 * org.arkwright.serve.child.ChildTextModel} is the replica's side, {@link
 * org.arkwright.serve.child.ModelChild} the other.
 */
@NullMarked
package org.arkwright.serve.child;

import org.jspecify.annotations.NullMarked;
