package org.arkwright.serve.runtime;

/**
 * A part of a function call, as it is generated.
 *
 * @param index which of the answer's calls, from 0
 * @param id of the call, in its first part; else empty
 * @param name the function, in the first part; else empty
 * @param arguments what is added to the arguments' JSON
 */
public record CallDelta(int index, String id, String name, String arguments) {}
