package org.arkwright.api.view;

import com.fasterxml.jackson.databind.node.JsonNodeFactory;
import com.fasterxml.jackson.databind.node.ObjectNode;
import java.util.Locale;
import org.arkwright.identity.PrincipalNames;
import org.arkwright.model.job.RankExit;
import org.arkwright.model.job.StopCause;
import org.arkwright.spec.Durations;

/** The JSON form of why a job or rank ended: a sentence, and its facts as members. */
final class CauseView {
  private CauseView() {}

  static ObjectNode of(StopCause cause, PrincipalNames names) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", type(cause));
    json.put("text", text(cause, names));
    switch (cause) {
      case StopCause.CancelRequested(String by) -> json.put("by", names.author(by));
      case StopCause.Preempted(var by) -> json.put("by", by.toString());
      case StopCause.Drained(var node) -> json.put("node", node.name()).put("site", node.site());
      case StopCause.Paused(var why) -> json.put("why", why.name().toLowerCase(Locale.ROOT));
      case StopCause.RankFailed(int rank, RankExit exit) -> {
        json.put("rank", rank);
        json.set("exit", of(exit));
      }
      case StopCause.TimedOut(var timeout) -> json.put("timeout", Durations.format(timeout));
      case StopCause.NodeLost(var node) -> json.put("node", node.name()).put("site", node.site());
      case StopCause.GivenUp(StopCause loss, var losses) -> {
        json.set("loss", of(loss, names));
        losses.ifPresent(count -> json.put("losses", count));
      }
    }
    return json;
  }

  private static String type(StopCause cause) {
    return switch (cause) {
      case StopCause.CancelRequested _ -> "CancelRequested";
      case StopCause.Preempted _ -> "Preempted";
      case StopCause.Drained _ -> "Drained";
      case StopCause.Paused _ -> "Paused";
      case StopCause.RankFailed _ -> "RankFailed";
      case StopCause.TimedOut _ -> "TimedOut";
      case StopCause.NodeLost _ -> "NodeLost";
      case StopCause.GivenUp _ -> "GivenUp";
    };
  }

  private static String type(RankExit exit) {
    return switch (exit) {
      case RankExit.Exited _ -> "Exited";
      case RankExit.Signalled _ -> "Signalled";
      case RankExit.OutOfMemory _ -> "OutOfMemory";
      case RankExit.Stopped _ -> "Stopped";
      case RankExit.NotStarted _ -> "NotStarted";
      case RankExit.OutputRefused _ -> "OutputRefused";
      case RankExit.Unstartable _ -> "Unstartable";
      case RankExit.NeverRan _ -> "NeverRan";
      case RankExit.Lost _ -> "Lost";
    };
  }

  static String text(StopCause cause, PrincipalNames names) {
    return switch (cause) {
      case StopCause.CancelRequested(String by) -> "cancelled by " + names.author(by);
      case StopCause.Drained(var node) -> "moved off node %s, which drains".formatted(node.name());
      case StopCause.Paused(var why) ->
          switch (why) {
            case PRICE -> "paused until energy is cheaper";
            case CARBON -> "paused until energy is cleaner";
            case POWER -> "paused to keep the site within its power envelope";
          };
      case StopCause.Preempted(var by) -> "preempted by job " + by;
      case StopCause.RankFailed(int rank, RankExit exit) -> "rank " + rank + " " + text(exit);
      case StopCause.TimedOut(var timeout) ->
          "ran longer than its timeout of " + Durations.format(timeout);
      case StopCause.NodeLost(var node) -> "node " + node.name() + " was lost";
      case StopCause.GivenUp(StopCause loss, var losses) ->
          losses.isPresent()
              ? "%s: that was loss number %d, more than this site starts a job again after (maxLosses)"
                  .formatted(text(loss, names), losses.getAsInt())
              : text(loss, names) + ", and the job asks not to be started again (restart: never)";
    };
  }

  static ObjectNode of(RankExit exit) {
    ObjectNode json = JsonNodeFactory.instance.objectNode();
    json.put("type", type(exit));
    json.put("text", text(exit));
    json.put("exitCode", exit.shellCode());
    switch (exit) {
      case RankExit.Exited(int code) -> json.put("code", code);
      case RankExit.Signalled(int signal) -> json.put("signal", signal);
      case RankExit.OutOfMemory(var limit) -> json.put("limit", limit.value());
      case RankExit.Stopped(boolean killed) -> json.put("killed", killed);
      case RankExit.NotStarted(String problem) -> json.put("problem", problem);
      case RankExit.OutputRefused(String problem) -> json.put("problem", problem);
      case RankExit.Unstartable(String problem) -> json.put("problem", problem);
      case RankExit.NeverRan(String why) -> json.put("why", why);
      case RankExit.Lost(String why) -> json.put("why", why);
    }
    return json;
  }

  static String text(RankExit exit) {
    return switch (exit) {
      case RankExit.Exited(int code) -> "exited with code " + code;
      case RankExit.Signalled(int signal) -> "was killed by " + signalName(signal);
      case RankExit.OutOfMemory(var limit) ->
          "was killed for using more than its memory limit of " + limit;
      case RankExit.Stopped(boolean killed) ->
          killed ? "was killed after its grace period" : "stopped when asked to";
      case RankExit.NotStarted(String problem) -> "could not start: " + problem;
      case RankExit.OutputRefused(String problem) ->
          "ended well, but its outputs are refused: " + problem;
      case RankExit.Unstartable(String problem) -> "could not be started by its node: " + problem;
      case RankExit.NeverRan(String why) -> "had not begun: " + why;
      case RankExit.Lost(String why) -> "was lost: " + why;
    };
  }

  private static String signalName(int signal) {
    return switch (signal) {
      case 1 -> "SIGHUP";
      case 2 -> "SIGINT";
      case 3 -> "SIGQUIT";
      case 4 -> "SIGILL";
      case 6 -> "SIGABRT";
      case 7 -> "SIGBUS";
      case 8 -> "SIGFPE";
      case 9 -> "SIGKILL";
      case 11 -> "SIGSEGV";
      case 13 -> "SIGPIPE";
      case 15 -> "SIGTERM";
      default -> "signal " + signal;
    };
  }
}
