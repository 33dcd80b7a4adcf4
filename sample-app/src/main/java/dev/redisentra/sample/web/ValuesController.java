package dev.redisentra.sample.web;

import java.io.InputStream;
import java.util.List;

import dev.redisentra.sample.redis.RedisOperations;
import org.jspecify.annotations.Nullable;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.DeleteMapping;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.PutMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

/** Values as text, counters, and two counters at once. */
@RestController
class ValuesController {
    private final RedisOperations redis;
    private final Limits limits;

    ValuesController(RedisOperations redis, Limits limits) {
        this.redis = redis;
        this.limits = limits;
    }

    @PutMapping("/api/values/{key}")
    ResponseEntity<Void> put(
            @PathVariable String key, @RequestParam(required = false) @Nullable Long ttl, InputStream body) {
        redis.set(limits.name(key), limits.text(body), ttl == null ? null : limits.timeToLive(ttl));
        return ResponseEntity.noContent().build();
    }

    @GetMapping(path = "/api/values/{key}", produces = MediaType.TEXT_PLAIN_VALUE)
    ResponseEntity<String> get(@PathVariable String key) {
        return ResponseEntity.of(redis.get(limits.name(key)));
    }

    @DeleteMapping("/api/values/{key}")
    ResponseEntity<Void> delete(@PathVariable String key) {
        return redis.delete(limits.name(key))
                ? ResponseEntity.noContent().build()
                : ResponseEntity.notFound().build();
    }

    @PostMapping(path = "/api/counters/{key}", produces = MediaType.TEXT_PLAIN_VALUE)
    String increment(@PathVariable String key) {
        return Long.toString(redis.increment(limits.name(key)));
    }

    /** The braces make the two a pair that a cluster keeps on one node: it goes by what stands in them. */
    @PostMapping("/api/transactions/{key}")
    Counters incrementBoth(@PathVariable String key) {
        if (limits.name(key).startsWith("}")) {
            throw Limits.refused("The name of a pair cannot begin with a closing brace");
        }
        List<Long> numbers = redis.incrementBoth("{" + key + "}:a", "{" + key + "}:b");
        return new Counters(numbers.get(0), numbers.get(1));
    }

    /** The two numbers after the transaction. */
    record Counters(long a, long b) {}
}
