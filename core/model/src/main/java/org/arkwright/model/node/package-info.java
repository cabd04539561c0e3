/** Nodes and their devices, and where the ranks of a gang run. */
package org.arkwright.model.node;
