package dev.redisentra.testkit;

/** Makes the configuration of a node when its ports are known. */
@FunctionalInterface
interface ConfigMaker {
    ServerConfig make(int node, String listen, int port, int busPort, int replicationPort);
}
