/**
 * What each command leads to: one class of rules a subject, each a function from state, command and
 * time to events or a refusal. Nothing here changes the state.
 */
package org.arkwright.kernel.rule;
