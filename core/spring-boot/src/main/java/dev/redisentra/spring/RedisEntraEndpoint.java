package dev.redisentra.spring;

import java.util.Map;

import org.springframework.boot.actuate.endpoint.annotation.Endpoint;
import org.springframework.boot.actuate.endpoint.annotation.ReadOperation;

/** {@code /actuator/redisentra}: where Redis is and how the login stands, for each cache. Holds no secret. */
@Endpoint(id = "redisentra")
final class RedisEntraEndpoint {
    private final Sources sources;

    RedisEntraEndpoint(Sources sources) {
        this.sources = sources;
    }

    @ReadOperation
    Map<String, Object> caches() {
        return Map.of("caches", sources.report());
    }
}
