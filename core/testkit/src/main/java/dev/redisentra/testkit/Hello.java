package dev.redisentra.testkit;

/** How the server answers HELLO, for {@link LocalRedis#hello(Hello)}. The text of each answer is the real server's. */
public enum Hello {
    /** As Redis answers it. */
    TAKEN,

    /**
     * A login in HELLO is refused with WRONGPASS, even if its credentials are right. A plain AUTH works, and HELLO works
     * after it. This was reported of Azure Cache for Redis (vertx-redis-client #297, lettuce #1817). It is not known whether
     * the service still does it.
     */
    WITHOUT_LOGIN,

    /** HELLO is an unknown command, as before Redis 6. The answer repeats the arguments, and so the password. */
    UNKNOWN,

    /** HELLO 3 is answered with NOPROTO. */
    NOT_IN_RESP3,

    /** HELLO 3 gets the answer of HELLO 2. The connection stays in RESP2. */
    ANSWERED_IN_RESP2
}
