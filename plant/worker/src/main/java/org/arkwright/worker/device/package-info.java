/**
 * What this node is: its devices, found and not configured, its cores, memory and labels.
 *
 * <p>Start at {@link org.arkwright.worker.device.DeviceDiscovery}, which asks one finder per
 * vendor, and {@link org.arkwright.worker.device.NodeProbe}, which makes the {@link
 * org.arkwright.model.node.NodeSpec} that the worker reports. Finders believe hardware (PCI, device
 * files, drivers' trees), never libraries alone, and all of them read below a root folder, so that
 * recorded trees test them. What goes wrong is a warning, not an error: a node with a broken driver
 * is still a node. {@link org.arkwright.worker.device.EnergyMeter} reads what processors and
 * devices draw, where they count it.
 */
@NullMarked
package org.arkwright.worker.device;

import org.jspecify.annotations.NullMarked;
