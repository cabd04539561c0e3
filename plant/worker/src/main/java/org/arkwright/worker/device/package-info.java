/**
 * The discovery of this node: its devices, cores, memory and labels, found and not configured.
 *
 * <p>Start at {@link org.arkwright.worker.device.DeviceDiscovery}, which asks one finder per
 * vendor, and {@link org.arkwright.worker.device.NodeProbe}, which creates the {@link
 * org.arkwright.model.node.NodeSpec} that the worker reports. Finders rely on evidence of hardware
 * (PCI, device files, drivers' trees), never on libraries alone, and read below a root folder, so
 * that tests can use recorded trees. Problems are warnings, not errors: a node with a broken driver
 * is still a node. {@link org.arkwright.worker.device.EnergyMeter} measures energy where there are
 * counters.
 */
@NullMarked
package org.arkwright.worker.device;

import org.jspecify.annotations.NullMarked;
