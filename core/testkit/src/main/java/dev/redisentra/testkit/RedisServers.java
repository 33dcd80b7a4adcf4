package dev.redisentra.testkit;

import java.io.IOException;

/** The redis-server processes of one LocalAzure, on this machine or in a container. The LocalAzure closes them. */
interface RedisServers extends AutoCloseable {
    /** The port of this node's server, without TLS, on loopback. */
    int port(int node);

    boolean alive(int node);

    /** The server's log, which says why it did not start. */
    String log(int node);

    /** Starts a new process for the node after the old one has ended. Does nothing if something else does that. */
    void revive(int node) throws IOException;

    @Override
    void close();
}
