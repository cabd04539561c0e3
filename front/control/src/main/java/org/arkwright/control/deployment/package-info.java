/**
 * What is to be done about deployments: {@link org.arkwright.control.deployment.Reconciler}
 * compares what is wanted with what there is and says which commands bring the two together. Pure:
 * the server and the twin drive it with their own time and signs.
 */
@NullMarked
package org.arkwright.control.deployment;

import org.jspecify.annotations.NullMarked;
