/**
 * The first look at a real GPU, started by {@code bench/gpu.sh}: {@link
 * org.arkwright.bench.gpu.GpuBench} drives the product and writes the report, {@link
 * org.arkwright.bench.gpu.DeviceProbe} is what its jobs run, on CUDA's driver itself. Nothing here
 * needs more than the driver.
 */
@NullMarked
package org.arkwright.bench.gpu;

import org.jspecify.annotations.NullMarked;
