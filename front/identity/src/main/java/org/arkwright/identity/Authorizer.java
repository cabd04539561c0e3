package org.arkwright.identity;

/** Decides who may do what. Thread-safe; never blocks. */
@FunctionalInterface
public interface Authorizer {
  /**
   * Everything to users, who are all the home's owner while there is one token for all of them; to
   * ranks what concerns their own attempt, and to workers what they exchange with their control
   * plane. That is the workers' alone, for it is told apart by who reports it.
   */
  Authorizer OWNER_HAS_ALL =
      (caller, permission) ->
          permission == Permission.PUBLIC
              || switch (caller) {
                case Caller.User _ -> permission != Permission.WORKER_EXCHANGE;
                case Caller.Rank _ ->
                    permission == Permission.TRACKING || permission == Permission.OWN_USAGE_READ;
                case Caller.Worker _ -> permission == Permission.WORKER_EXCHANGE;
                case Caller.Stranger _ -> false;
              };

  /** Whether the caller has the permission. */
  boolean allows(Caller caller, Permission permission);
}
