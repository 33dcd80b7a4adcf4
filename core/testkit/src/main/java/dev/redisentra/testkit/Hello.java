package dev.redisentra.testkit;

/** How the server takes HELLO; see {@link LocalRedis#hello(Hello)}. The answers are the server's own. */
public enum Hello {
    /** As Redis does it. */
    TAKEN,

    /**
     * A login in HELLO is refused with WRONGPASS, whatever it carries. A plain AUTH works, and so does HELLO behind it.
     * Reported of Azure Cache for Redis (vertx-redis-client #297, lettuce #1817); whether it is still so is not known.
     */
    WITHOUT_LOGIN,

    /** An unknown command, as before Redis 6. The answer repeats the arguments, the password among them. */
    UNKNOWN,

    /** HELLO 3 is answered with NOPROTO. */
    NOT_IN_RESP3,

    /** HELLO 3 is answered as HELLO 2 is, and the connection goes on in RESP2. */
    ANSWERED_IN_RESP2
}
