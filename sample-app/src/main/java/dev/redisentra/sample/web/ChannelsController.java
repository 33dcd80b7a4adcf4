package dev.redisentra.sample.web;

import java.io.InputStream;

import dev.redisentra.sample.redis.RedisOperations;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RestController;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/** Channels: publish, and listen as server-sent events, each message one event. */
@RestController
class ChannelsController {
    private final RedisOperations redis;
    private final Limits limits;
    private final EventStreams streams;

    ChannelsController(RedisOperations redis, Limits limits, EventStreams streams) {
        this.redis = redis;
        this.limits = limits;
        this.streams = streams;
    }

    @PostMapping("/api/channels/{name}")
    ResponseEntity<Void> publish(@PathVariable String name, InputStream body) {
        redis.publish(limits.name(name), limits.text(body));
        return ResponseEntity.noContent().build();
    }

    /** The answer begins when the subscription is in place: what is published from then on arrives. */
    @GetMapping(path = "/api/channels/{name}", produces = MediaType.TEXT_EVENT_STREAM_VALUE)
    SseEmitter subscribe(@PathVariable String name) {
        String channel = limits.name(name);
        return streams.open(stream -> redis.subscribe(channel, stream::send)::close);
    }
}
