package org.arkwright.gateway;

import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;
import java.util.function.Consumer;
import org.arkwright.gateway.key.KeyTable;
import org.arkwright.gateway.route.RoutingTable;

/**
 * The latest published routes and keys. Any thread: a reader takes a table once and uses it for its
 * whole request.
 */
public final class PublishedTables {
  private volatile RoutingTable routes = RoutingTable.empty();
  private volatile KeyTable keys = KeyTable.of(List.of());
  private final List<Consumer<RoutingTable>> followers = new CopyOnWriteArrayList<>();
  private final List<Consumer<KeyTable>> keyFollowers = new CopyOnWriteArrayList<>();

  /** Replaces the routes; requests in progress keep the old ones. Not for concurrent callers. */
  public void publish(RoutingTable table) {
    routes = table;
    followers.forEach(follower -> follower.accept(table));
  }

  /** Replaces the keys. */
  public void publish(KeyTable table) {
    keys = table;
    keyFollowers.forEach(follower -> follower.accept(table));
  }

  public RoutingTable routes() {
    return routes;
  }

  public KeyTable keys() {
    return keys;
  }

  /** Calls {@code follower} with each table from now on, on the publisher's thread. */
  void follow(Consumer<RoutingTable> follower) {
    followers.add(follower);
  }

  /** Calls {@code follower} with each table of keys from now on, on the publisher's thread. */
  void followKeys(Consumer<KeyTable> follower) {
    keyFollowers.add(follower);
  }
}
