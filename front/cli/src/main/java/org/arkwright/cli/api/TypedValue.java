package org.arkwright.cli.api;

/**
 * A value of an option that is sent in another form, so that refusals quote what was typed.
 *
 * @param parameter the server's name for it
 * @param option the option as it is typed
 * @param sent what the server gets
 * @param typed what was typed
 */
public record TypedValue(String parameter, String option, String sent, String typed) {
  /** Returns a sentence of the server in the words of who typed. */
  String said(String sentence) {
    String servers = "%s is '%s'".formatted(parameter, sent);
    return sentence.startsWith(servers)
        ? "%s is '%s'".formatted(option, typed) + sentence.substring(servers.length())
        : sentence;
  }
}
