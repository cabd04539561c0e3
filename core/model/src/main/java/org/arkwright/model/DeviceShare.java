package org.arkwright.model;

/** A part of one device of a node, by the device's index. */
public record DeviceShare(int device, Share share) {}
