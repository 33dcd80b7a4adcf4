package dev.redisentra.sample.web;

import java.time.Duration;

import dev.redisentra.sample.redis.RedisOperations;
import org.jspecify.annotations.Nullable;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestBody;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.server.ResponseStatusException;

/** Values as text, and counters. */
@RestController
class ValuesController {
    private final RedisOperations redis;

    ValuesController(RedisOperations redis) {
        this.redis = redis;
    }

    @PutMapping("/api/values/{key}")
    ResponseEntity<Void> put(
            @PathVariable String key,
            @RequestParam(required = false) @Nullable Long ttl,
            @RequestBody(required = false) @Nullable String value) {
        if (ttl != null && ttl < 1) {
            throw new ResponseStatusException(HttpStatus.BAD_REQUEST, "ttl is a number of seconds, 1 or more");
        }
        redis.set(key, value == null ? "" : value, ttl == null ? null : Duration.ofSeconds(ttl));
        return ResponseEntity.noContent().build();
    }

    @GetMapping(path = "/api/values/{key}", produces = MediaType.TEXT_PLAIN_VALUE)
    ResponseEntity<String> get(@PathVariable String key) {
        return ResponseEntity.of(redis.get(key));
    }

    @DeleteMapping("/api/values/{key}")
    ResponseEntity<Void> delete(@PathVariable String key) {
        return redis.delete(key)
                ? ResponseEntity.noContent().build()
                : ResponseEntity.notFound().build();
    }

    @PostMapping(path = "/api/counters/{key}", produces = MediaType.TEXT_PLAIN_VALUE)
    String increment(@PathVariable String key) {
        return Long.toString(redis.increment(key));
    }
}
