/** What holds in every state, recounted from scratch for tests and simulations. */
package org.arkwright.kernel.invariant;
