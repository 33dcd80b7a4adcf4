package dev.redisentra.comparison.work;

import java.io.Serializable;

import dev.redisentra.core.config.RedisSettings;

/** What a worker is told to do. */
public sealed interface Task extends Serializable permits Session, Crowd {
    /** Opens a client, works with it, closes it. */
    Serializable run(ClientKind client, Contender contender, RedisSettings settings) throws Exception;
}
