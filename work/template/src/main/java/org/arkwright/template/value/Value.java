package org.arkwright.template.value;

/** A value of a template. */
public sealed interface Value
    permits None,
        Bool,
        Whole,
        Real,
        Text,
        Sequence,
        Mapping,
        View,
        Range,
        Generator,
        Callable,
        Namespace,
        Loop,
        Undefined {}
