/** Threads and repeated tasks that go on after a fault, and say that they are not well. */
@NullMarked
package org.arkwright.thread;

import org.jspecify.annotations.NullMarked;
