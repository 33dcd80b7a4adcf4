package dev.redisentra.testkit;

/** Makes a node's configuration once its ports are known. */
@FunctionalInterface
interface ConfigMaker {
    ServerConfig make(int node, String listen, int port, int busPort, int replicationPort);
}
