module modular {
    requires dev.redisentra.core;
    requires dev.redisentra.lettuce;
    requires dev.redisentra.jedis;
    requires dev.redisentra.redisson;
    requires lettuce.core;
    requires redis.clients.jedis;
    requires redisson;

    // What these use and cannot require, being automatic modules: the environment's identity.
    requires com.azure.identity;

    // The same for the clients: Jedis's pool, Netty's TLS and names, Redisson's configuration.
    requires org.apache.commons.pool2;
    requires io.netty.handler;
    requires io.netty.resolver.dns;
    requires org.yaml.snakeyaml;
}
