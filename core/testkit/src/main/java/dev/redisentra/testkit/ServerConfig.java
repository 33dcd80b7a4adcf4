package dev.redisentra.testkit;

/**
 * The redis.conf of one node.
 *
 * @param listen the address to bind
 * @param port the plain port
 * @param busPort the port of the cluster bus
 * @param replicationPort the port for replicas, where there are any
 * @param announcedPort the front's port, which clients of the cluster are sent to
 */
record ServerConfig(
        String listen,
        int port,
        int busPort,
        int replicationPort,
        int announcedPort,
        Topology topology,
        boolean replicated,
        boolean announceHostNames,
        String adminPassword) {

    /** @param directory where the server runs, writes its files and finds its certificate */
    String text(String directory) {
        StringBuilder text = new StringBuilder("""
                bind %s
                protected-mode no
                port %d
                dir "%s"
                save ""
                appendonly no
                user default off
                user %s on >%s ~* &* +@all
                """.formatted(listen, port, directory, RedisNode.ADMIN, adminPassword));
        if (topology == Topology.CLUSTER) {
            // Addresses are announced as Azure Cache for Redis announces them. An option changes that.
            text.append("""
                    cluster-enabled yes
                    cluster-config-file nodes-%d.conf
                    cluster-node-timeout 5000
                    cluster-port %d
                    cluster-announce-ip 127.0.0.1
                    cluster-announce-port %d
                    cluster-announce-bus-port %d
                    """.formatted(port, busPort, announcedPort, busPort));
            if (announceHostNames) {
                text.append("cluster-announce-hostname localhost\n");
                text.append("cluster-preferred-endpoint-type hostname\n");
            }
            if (replicated) {
                // A replica connects to its master at the port of clients, unless the two speak TLS. Then a node
                // announces two ports, and only clients use the front.
                text.append("""
                        tls-port %1$d
                        cluster-announce-tls-port %1$d
                        tls-cluster yes
                        tls-replication yes
                        tls-auth-clients no
                        tls-ca-cert-file "%2$s/%3$s"
                        tls-cert-file "%2$s/%4$s"
                        tls-key-file "%2$s/%5$s"
                        masteruser %6$s
                        masterauth %7$s
                        repl-diskless-sync-delay 0
                        """.formatted(
                                replicationPort,
                                directory,
                                Certificates.AUTHORITY,
                                Certificates.NODE,
                                Certificates.NODE_KEY,
                                RedisNode.ADMIN,
                                adminPassword));
            }
        }
        return text.toString();
    }

    @Override
    public String toString() {
        return "ServerConfig[port=" + port + ", announcedPort=" + announcedPort + "]";
    }
}
