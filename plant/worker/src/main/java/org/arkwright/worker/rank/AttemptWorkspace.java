package org.arkwright.worker.rank;

import java.nio.file.Path;
import java.util.SortedMap;

/**
 * What the ranks of one attempt share on a node.
 *
 * @param script where the text of a script lies, if the work is one
 * @param directory the working directory
 * @param variables name the folders of artifacts
 * @param masterPort free when the attempt was prepared, for the ranks' rendezvous
 */
public record AttemptWorkspace(
    Path script, Path directory, SortedMap<String, String> variables, int masterPort) {}
