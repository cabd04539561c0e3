package org.arkwright.model.node;

import java.util.Optional;

/**
 * The result of a node's start-up probe for one limit.
 *
 * @param name {@code memory}, {@code cpu}, {@code processes} or {@code sandbox}
 * @param mechanism {@code cgroup-v2}, {@code cgroup-v1}, {@code prlimit} or {@code bubblewrap};
 *     empty when nothing enforces the limit
 * @param detail why it is not enforced, or what to know about it
 */
public record EnforcedLimit(String name, Optional<String> mechanism, String detail) {}
