/**
 * The rules that decide commands: one class per subject, each a function from state, command and
 * time to events or a refusal. Nothing here changes the state. Start at {@link
 * org.arkwright.kernel.rule.SubmissionRules} and {@link org.arkwright.kernel.rule.PlanRules}.
 */
package org.arkwright.kernel.rule;
