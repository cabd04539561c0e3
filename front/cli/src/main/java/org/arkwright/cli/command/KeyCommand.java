package org.arkwright.cli.command;

import picocli.CommandLine.Command;

/** Groups what is about API keys. */
@Command(name = "key", description = "Make, list or revoke keys for the models' API.")
public final class KeyCommand {}
