package org.arkwright.worker.rank;

import java.nio.file.Path;
import java.util.SortedMap;

/**
 * The folders and port that the ranks of one attempt share on a node.
 *
 * @param script the file with the script's text, if the work is a script
 * @param directory the working directory
 * @param variables the variables that name the folders of artifacts
 * @param masterPort a port for the ranks' rendezvous, free when the attempt was prepared
 */
public record AttemptWorkspace(
    Path script, Path directory, SortedMap<String, String> variables, int masterPort) {}
