package org.arkwright.worker.rank;

import java.nio.file.Path;

/**
 * What the ranks of one attempt share on a node.
 *
 * @param script where the text of a script lies, if the work is one
 * @param directory the working directory
 * @param masterPort free when the attempt was prepared, for the ranks' rendezvous
 */
public record AttemptGround(Path script, Path directory, int masterPort) {}
