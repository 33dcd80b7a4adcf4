package dev.redisentra.sample.web;

import java.io.IOException;
import java.util.Queue;
import java.util.concurrent.ConcurrentLinkedQueue;
import java.util.concurrent.Executor;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.atomic.AtomicInteger;
import java.util.function.Consumer;

import dev.redisentra.core.auth.Redaction;
import org.jspecify.annotations.Nullable;
import org.slf4j.Logger;
import org.slf4j.LoggerFactory;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter.SseEventBuilder;

/**
 * One browser's stream. Whoever has something to send is a thread of a Redis client, which must not wait for a slow
 * browser: the event is put into a queue, and a thread of the service writes it. A browser that falls too far behind is
 * let go. Thread-safe.
 */
final class EventStream {
    /** Some seconds' worth of a busy channel, and no burden on memory. */
    private static final int MOST_BEHIND = 1_000;

    private static final Logger log = LoggerFactory.getLogger(EventStream.class);

    /** Without a time-out of its own: it lasts for as long as the browser looks. */
    private final SseEmitter emitter = new SseEmitter(0L);

    private final Executor executor;
    private final Consumer<EventStream> closed;
    private final Queue<SseEventBuilder> queue = new ConcurrentLinkedQueue<>();
    private final AtomicInteger waiting = new AtomicInteger();
    private final AtomicBoolean ended = new AtomicBoolean();
    private @Nullable Runnable endFeed;

    EventStream(Executor executor, Consumer<EventStream> closed) {
        this.executor = executor;
        this.closed = closed;
        emitter.onCompletion(this::end);
        emitter.onError(gone -> end());
    }

    SseEmitter emitter() {
        return emitter;
    }

    /** Tells how to end what feeds this stream; it is ended at once where the browser has gone already. */
    void feedEndsWith(Runnable end) {
        synchronized (this) {
            endFeed = end;
        }
        if (ended.get()) {
            endFeed();
        }
    }

    /** Sends a message as one event. A line of its own begins with each line end, which browsers know three of. */
    void send(String message) {
        enqueue(SseEmitter.event().data(message.replace("\r\n", "\n").replace('\r', '\n')));
    }

    /** Sends an event of a kind, with something that becomes JSON. */
    void send(String kind, Object data) {
        enqueue(SseEmitter.event().name(kind).data(data));
    }

    /** Sends a comment, which browsers skip. Not before the feed has begun: with the first one the answer begins. */
    void signOfLife() {
        synchronized (this) {
            if (endFeed == null) {
                return;
            }
        }
        enqueue(SseEmitter.event().comment("here"));
    }

    private void enqueue(SseEventBuilder event) {
        if (ended.get()) {
            return;
        }
        queue.add(event);
        int before = waiting.getAndIncrement();
        if (before == 0) {
            executor.execute(this::write);
        } else if (before == MOST_BEHIND) {
            log.info("A browser is {} events behind: its stream ends", MOST_BEHIND);
            close();
        }
    }

    /** Runs on one thread at a time: the next is begun by the first event after the last was written. */
    private void write() {
        do {
            SseEventBuilder event = queue.poll();
            if (event == null || ended.get()) {
                return;
            }
            try {
                emitter.send(event);
            } catch (IOException | IllegalStateException gone) {
                end();
                return;
            }
        } while (waiting.decrementAndGet() > 0);
    }

    /** Ends the stream from this side. Idempotent. */
    void close() {
        end();
        emitter.complete();
    }

    private void end() {
        if (ended.compareAndSet(false, true)) {
            endFeed();
            queue.clear();
            closed.accept(this);
        }
    }

    private void endFeed() {
        Runnable end;
        synchronized (this) {
            end = endFeed;
            endFeed = null;
        }
        if (end != null) {
            try {
                end.run();
            } catch (RuntimeException e) {
                log.warn("A subscription did not end: {}", Redaction.of(e.toString()));
            }
        }
    }
}
