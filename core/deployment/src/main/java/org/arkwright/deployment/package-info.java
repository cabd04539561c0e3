/**
 * What is to be done about deployments: {@link org.arkwright.deployment.Reconciler} compares what
 * is wanted with what there is and says which commands bring the two together. Pure: the server and
 * the twin drive it with their own time and signs.
 */
package org.arkwright.deployment;
