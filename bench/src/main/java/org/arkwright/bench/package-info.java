/**
 * What is measured and how: whole-system benchmarks that drive a running server through its API,
 * and in-process ones of kernel and journal. Scripts in this folder start them; results are
 * recorded by hand in docs/benchmarks.md.
 */
@NullMarked
package org.arkwright.bench;

import org.jspecify.annotations.NullMarked;
