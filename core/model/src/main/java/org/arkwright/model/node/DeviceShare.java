package org.arkwright.model.node;

import org.arkwright.model.unit.Share;

/** A part of one device of a node, by the device's index. */
public record DeviceShare(int device, Share share) {}
