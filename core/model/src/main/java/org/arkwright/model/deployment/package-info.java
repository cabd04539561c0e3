/** Deployments: replicas of a model behind one name, how many, and how they are probed. */
package org.arkwright.model.deployment;
