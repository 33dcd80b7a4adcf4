package dev.redisentra.spring;

import dev.redisentra.core.auth.AuthStrategy;

/** What stands around the requests for credentials of all sources. */
@FunctionalInterface
interface Requests {
    /** Around those of one cache. */
    AuthStrategy around(AuthStrategy strategy);
}
