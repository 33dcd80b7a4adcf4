package dev.redisentra.sample.web;

import java.util.Set;
import java.util.concurrent.ConcurrentHashMap;
import java.util.concurrent.Executor;
import java.util.concurrent.Semaphore;
import java.util.function.Function;

import dev.redisentra.sample.redis.RedisOperations;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.context.event.ContextClosedEvent;
import org.springframework.context.event.EventListener;
import org.springframework.scheduling.annotation.Scheduled;
import org.springframework.stereotype.Component;
import org.springframework.web.servlet.mvc.method.annotation.SseEmitter;

/**
 * The streams of server-sent events that are open. Each gets a sign of life now and then, by which a browser that has
 * gone is noticed; when the service stops they end, so that it need not wait for them.
 */
@Component
class EventStreams {
    private final Set<EventStream> open = ConcurrentHashMap.newKeySet();
    private final Semaphore places = new Semaphore(RedisOperations.MOST_CHANNELS);
    private final Executor executor;

    EventStreams(@Qualifier("applicationTaskExecutor") Executor executor) {
        this.executor = executor;
    }

    /**
     * Opens a stream.
     *
     * @param begin begins what feeds it, and answers how to end that
     */
    SseEmitter open(Function<EventStream, Runnable> begin) {
        if (!places.tryAcquire()) {
            throw Busy.allTaken(RedisOperations.MOST_CHANNELS, "streams are open");
        }
        EventStream stream = new EventStream(executor, this::closed);
        open.add(stream);
        try {
            stream.feedEndsWith(begin.apply(stream));
        } catch (RuntimeException e) {
            stream.close();
            throw e;
        }
        stream.signOfLife();
        return stream.emitter();
    }

    private void closed(EventStream stream) {
        if (open.remove(stream)) {
            places.release();
        }
    }

    @Scheduled(fixedDelayString = "${sample.sign-of-life:10s}")
    void signsOfLife() {
        open.forEach(EventStream::signOfLife);
    }

    @EventListener(ContextClosedEvent.class)
    void stop() {
        open.forEach(EventStream::close);
    }
}
