package dev.redisentra.testkit;

import java.io.IOException;

/** The redis-server processes of one instance, wherever they run. */
interface RedisServers extends AutoCloseable {
    /** Where this node's server listens, plain, on loopback. */
    int port(int node);

    boolean alive(int node);

    /** What the server wrote, to tell why it did not start. */
    String log(int node);

    /** Starts a new process for the node, after the old one ended; where something else does that, does nothing. */
    void revive(int node) throws IOException;

    @Override
    void close();
}
