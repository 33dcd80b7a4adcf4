package dev.redisentra.spring.app;

import java.io.IOException;
import java.lang.management.ManagementFactory;
import java.time.Duration;
import java.util.ArrayList;
import java.util.LinkedHashMap;
import java.util.List;
import java.util.Map;
import java.util.Objects;
import java.util.concurrent.BlockingQueue;
import java.util.concurrent.LinkedBlockingQueue;
import java.util.concurrent.TimeUnit;
import java.util.concurrent.atomic.AtomicBoolean;
import java.util.concurrent.locks.LockSupport;

import org.jspecify.annotations.Nullable;
import org.springframework.beans.factory.ObjectProvider;
import org.springframework.beans.factory.annotation.Qualifier;
import org.springframework.beans.factory.annotation.Value;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.context.ConfigurableApplicationContext;
import org.springframework.data.redis.core.ReactiveStringRedisTemplate;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;
import org.springframework.stereotype.Component;

import static java.nio.charset.StandardCharsets.UTF_8;

/** Uses each kind of bean in turn, and counts what came of it. */
@Component
class Work {
    private static final Duration PATIENCE = Duration.ofSeconds(30);

    private static final String CHANNEL = "channel";

    private final ConfigurableApplicationContext context;
    private final StringRedisTemplate template;
    private final ObjectProvider<StringRedisTemplate> orders;
    private final ObjectProvider<ReactiveStringRedisTemplate> reactive;
    private final ObjectProvider<SessionRepository<?>> sessions;
    private final CacheManager caches;
    /** Spring Data has none in a cluster. */
    private final boolean transactions;
    /** Between two turns. */
    private final Duration pace;

    private final BlockingQueue<String> heard = new LinkedBlockingQueue<>();
    private final Map<String, Integer> done = new LinkedHashMap<>();
    private final List<String> failures = new ArrayList<>();
    private int turn;
    private int lost;

    Work(
            ConfigurableApplicationContext context,
            StringRedisTemplate template,
            @Qualifier("orders") ObjectProvider<StringRedisTemplate> orders,
            ObjectProvider<ReactiveStringRedisTemplate> reactive,
            ObjectProvider<SessionRepository<?>> sessions,
            CacheManager caches,
            RedisMessageListenerContainer listeners,
            @Value("${work.transactions:true}") boolean transactions,
            @Value("${work.pace:20ms}") Duration pace) {
        this.context = context;
        this.transactions = transactions;
        this.pace = pace;
        this.template = template;
        this.orders = orders;
        this.reactive = reactive;
        this.sessions = sessions;
        this.caches = caches;
        listeners.addMessageListener(
                (message, pattern) -> heard.add(new String(message.getBody(), UTF_8)), new ChannelTopic(CHANNEL));
    }

    /** Works until a line comes in, or the input ends, and once at least; then tells what came of it, and ends. */
    void untilTold() {
        AtomicBoolean told = new AtomicBoolean();
        Thread reader = new Thread(() -> told.set(readsALine()), "input");
        reader.setDaemon(true);
        reader.start();
        attempt("template", () -> template.opsForValue().set("template", "first"));
        System.out.println("FIRST " + sinceTheStart());
        do {
            turn();
            LockSupport.parkNanos(pace.toNanos());
        } while (!told.get());
        StringBuilder report = new StringBuilder("REPORT failed=" + failures.size() + " lost=" + lost);
        done.forEach(
                (what, times) -> report.append(' ').append(what).append('=').append(times));
        System.out.println(report);
        failures.forEach(failure -> System.out.println("FAILURE " + failure));
        context.close();
    }

    /** What it took until now: time, the processors' time, both in milliseconds, classes and beans. */
    private String sinceTheStart() {
        return "ms=%d cpu=%d classes=%d beans=%d"
                .formatted(
                        ManagementFactory.getRuntimeMXBean().getUptime(),
                        ProcessHandle.current()
                                .info()
                                .totalCpuDuration()
                                .orElse(Duration.ZERO)
                                .toMillis(),
                        ManagementFactory.getClassLoadingMXBean().getTotalLoadedClassCount(),
                        context.getBeanDefinitionCount());
    }

    private static boolean readsALine() {
        try {
            return System.in.read() >= -1;
        } catch (IOException ended) {
            return true;
        }
    }

    private void turn() {
        turn++;
        String number = String.valueOf(turn);
        attempt("template", () -> {
            template.opsForValue().set("template", number);
            expect(number, template.opsForValue().get("template"));
        });
        orders.ifAvailable(other -> attempt("named", () -> {
            other.opsForValue().set("template", "of orders " + number);
            expect("of orders " + number, other.opsForValue().get("template"));
            expect(number, template.opsForValue().get("template"));
        }));
        if (transactions) {
            attempt("transaction", () -> {
                Object both = template.execute(new CountBoth());
                expect(List.of((long) turn, (long) turn), both);
            });
        }
        reactive.ifAvailable(redis -> attempt("reactive", () -> {
            redis.opsForValue().set("reactive", number).block(PATIENCE);
            expect(number, redis.opsForValue().get("reactive").block(PATIENCE));
        }));
        Cache cache = Objects.requireNonNull(caches.getCache("cache"));
        attempt("cache", () -> {
            cache.evict(number);
            expect(number, cache.get(number, () -> number));
        });
        sessions.ifAvailable(repository -> attempt("session", () -> countInSession(repository)));
        attempt("listener", () -> {
            template.convertAndSend(CHANNEL, number);
            String message = heard.poll(PATIENCE.toSeconds(), TimeUnit.SECONDS);
            if (message == null) {
                lost++;
            }
            expect(number, message);
        });
    }

    private <S extends Session> void countInSession(SessionRepository<S> repository) {
        S session = repository.createSession();
        session.setAttribute("turn", turn);
        repository.save(session);
        S again = Objects.requireNonNull(repository.findById(session.getId()));
        expect(turn, again.getAttribute("turn"));
        repository.deleteById(session.getId());
    }

    private interface Attempt {
        void run() throws Exception;
    }

    private void attempt(String what, Attempt attempt) {
        try {
            attempt.run();
            done.merge(what, 1, Integer::sum);
        } catch (Exception e) {
            failures.add(what + " " + turn + ": " + e);
        }
    }

    private static void expect(Object expected, @Nullable Object found) {
        if (!expected.equals(found)) {
            throw new IllegalStateException("expected " + expected + ", found " + found);
        }
    }

    /** MULTI, two INCRs, EXEC. */
    private static final class CountBoth implements SessionCallback<List<Object>> {
        @Override
        @SuppressWarnings("unchecked") // As the template makes it: its keys are strings.
        public <K, V> List<Object> execute(RedisOperations<K, V> operations) {
            RedisOperations<String, String> strings = (RedisOperations<String, String>) operations;
            strings.multi();
            strings.opsForValue().increment("{count}:a");
            strings.opsForValue().increment("{count}:b");
            return strings.exec();
        }
    }
}
