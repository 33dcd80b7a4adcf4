package dev.redisentra.sample.web;

import java.io.IOException;
import java.io.InputStream;
import java.time.Duration;
import java.util.Optional;
import java.util.concurrent.Semaphore;

import dev.redisentra.sample.redis.RedisOperations;
import jakarta.servlet.http.HttpServletResponse;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.http.HttpStatus;
import org.springframework.http.MediaType;
import org.springframework.http.ResponseEntity;
import org.springframework.web.bind.annotation.GetMapping;
import org.springframework.web.bind.annotation.PathVariable;
import org.springframework.web.bind.annotation.PostMapping;
import org.springframework.web.bind.annotation.RequestParam;
import org.springframework.web.bind.annotation.RestController;

import static java.nio.charset.StandardCharsets.UTF_8;

/**
 * Queues. A request that waits has a thread, a virtual one where the JVM has them, so there is a limit to how many wait.
 * It blocks in short turns: within the clients' command time-outs, and so that a service that is to stop stops.
 *
 * <p>An element is delivered at most once, as BLPOP has it: it has left the queue when it is on its way to the caller.
 * One whose caller turns out to be gone is put back; a caller that dies with the answer in its hands takes it along. A
 * queue that must not lose any wants LMOVE and a list of what is in work.
 */
@RestController
class QueuesController {
    private static final Logger log = LoggerFactory.getLogger(QueuesController.class);

    private final RedisOperations redis;
    private final Limits limits;
    private final Semaphore places = new Semaphore(RedisOperations.MOST_BLOCKED);
    private volatile boolean stopping;

    QueuesController(RedisOperations redis, Limits limits) {
        this.redis = redis;
        this.limits = limits;
    }

    @PostMapping("/api/queues/{name}")
    ResponseEntity<Void> push(@PathVariable String name, InputStream body) {
        redis.push(limits.name(name), limits.text(body));
        return ResponseEntity.noContent().build();
    }

    @GetMapping(path = "/api/queues/{name}", produces = MediaType.TEXT_PLAIN_VALUE)
    void pop(@PathVariable String name, @RequestParam(defaultValue = "10") long timeout, HttpServletResponse response)
            throws IOException {
        String queue = limits.name(name);
        Duration wait = limits.queueWait(timeout);
        if (!places.tryAcquire()) {
            throw Busy.allTaken(RedisOperations.MOST_BLOCKED, "requests wait for a queue");
        }
        Optional<String> element;
        try {
            element = pop(queue, wait);
        } finally {
            places.release();
        }
        if (element.isPresent()) {
            deliver(element.get(), queue, response);
        } else {
            response.setStatus(HttpStatus.NO_CONTENT.value());
        }
    }

    private Optional<String> pop(String queue, Duration wait) {
        Duration left = wait;
        while (!left.isZero() && !stopping) {
            Duration turn = left.compareTo(RedisOperations.LONGEST_BLOCK) < 0 ? left : RedisOperations.LONGEST_BLOCK;
            Optional<String> element = redis.pop(queue, turn);
            if (element.isPresent()) {
                return element;
            }
            left = left.minus(turn);
        }
        return Optional.empty();
    }

    /** In two steps: where the caller has gone, the head of the answer has that found out before its body is sent. */
    private void deliver(String element, String queue, HttpServletResponse response) throws IOException {
        byte[] body = element.getBytes(UTF_8);
        response.setContentType("text/plain;charset=UTF-8");
        response.setContentLength(body.length);
        try {
            response.flushBuffer();
            response.getOutputStream().write(body);
            response.flushBuffer();
        } catch (IOException gone) {
            redis.putBack(queue, element);
            log.info("The caller went away before its element came: it is back in the queue");
        }
    }

    /** Those that wait are answered as if their time were up, and ask another replica. */
    @EventListener(ContextClosedEvent.class)
    void stop() {
        stopping = true;
    }
}
