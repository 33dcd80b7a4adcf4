package dev.redisentra.sample.docs;

import java.time.Duration;
import java.util.ArrayList;
import java.util.List;
import java.util.concurrent.CopyOnWriteArrayList;

import dev.redisentra.core.CredentialSources;
import dev.redisentra.core.auth.CredentialSource;
import dev.redisentra.core.config.RedisSettings;
import dev.redisentra.testkit.LocalAzure;
import org.junit.jupiter.api.Test;
import org.springframework.cache.Cache;
import org.springframework.cache.CacheManager;
import org.springframework.context.annotation.AnnotationConfigApplicationContext;
import org.springframework.dao.DataAccessException;
import org.springframework.data.redis.connection.RedisConnectionFactory;
import org.springframework.data.redis.core.RedisOperations;
import org.springframework.data.redis.core.SessionCallback;
import org.springframework.data.redis.core.StringRedisTemplate;
import org.springframework.data.redis.listener.ChannelTopic;
import org.springframework.data.redis.listener.RedisMessageListenerContainer;
import org.springframework.session.Session;
import org.springframework.session.SessionRepository;

import static java.nio.charset.StandardCharsets.UTF_8;
import static java.util.Objects.requireNonNull;
import static org.assertj.core.api.Assertions.assertThat;
import static org.awaitility.Awaitility.await;

/** What docs/spring.md shows lives through renewals: three services, one on each client, and one credential source. */
class SpringDataTest {
    private static final Duration PATIENCE = Duration.ofSeconds(60);
    private static final int RENEWALS = 3;

    @Test
    void eachRecipeLivesThroughRenewals() {
        try (LocalAzure azure =
                LocalAzure.builder().tokenLifetime(Duration.ofSeconds(6)).start()) {
            azure.identity().requireReachableFromThisJvm();
            RedisSettings settings = RedisSettings.fromEnvironment(azure.environment());
            try (CredentialSource source = CredentialSources.open(settings);
                    Service lettuce = new Service("lettuce", SpringDataLettuceExample.class, settings, source);
                    Service jedis = new Service("jedis", SpringDataJedisExample.class, settings, source);
                    Service redisson = new Service("redisson", SpringDataRedissonExample.class, settings, source)) {
                List<Service> services = List.of(lettuce, jedis, redisson);
                await().atMost(PATIENCE).until(() -> {
                    services.forEach(Service::use);
                    return source.status().counters().renewals() > RENEWALS;
                });
                services.forEach(Service::heardAll);
                assertThat(source.status().counters().reauthenticationFailures())
                        .isZero();
            }
            assertThat(azure.redis().counters().closedAtExpiry()).isZero();
            assertThat(azure.redis().counters().authsRefused()).isZero();
        }
    }

    /** One of the recipes with what stands on it: template, transactions, cache, sessions, a listener. */
    private static final class Service implements AutoCloseable {
        private final String name;
        private final AnnotationConfigApplicationContext context = new AnnotationConfigApplicationContext();
        private final StringRedisTemplate template;
        private final RedisMessageListenerContainer listeners = new RedisMessageListenerContainer();
        private final List<String> sent = new ArrayList<>();
        private final List<String> heard = new CopyOnWriteArrayList<>();
        private final String sessionId;
        private int turn;

        Service(String name, Class<?> recipe, RedisSettings settings, CredentialSource source) {
            this.name = name;
            context.registerBean(RedisSettings.class, () -> settings);
            context.registerBean(CredentialSource.class, () -> source, bean -> bean.setDestroyMethodName(""));
            context.register(recipe, SpringTemplatesExample.class);
            source.await(PATIENCE);
            context.refresh();
            template = context.getBean(StringRedisTemplate.class);
            sessionId = newSession(sessions());
            cachesWhatItIsGiven();
            listeners.setConnectionFactory(context.getBean(RedisConnectionFactory.class));
            listeners.addMessageListener(
                    (message, pattern) -> heard.add(new String(message.getBody(), UTF_8)), new ChannelTopic(name));
            listeners.afterPropertiesSet();
            listeners.start();
        }

        void use() {
            turn++;
            String number = String.valueOf(turn);
            template.opsForValue().set(name, number);
            assertThat(template.opsForValue().get(name)).isEqualTo(number);
            assertThat(template.execute(new CountBoth(name)))
                    .isEqualTo(List.of(Long.valueOf(turn), Long.valueOf(turn)));
            assertThat(countInSession(sessions())).isEqualTo(turn);
            template.convertAndSend(name, number);
            sent.add(number);
        }

        void heardAll() {
            await().atMost(PATIENCE).untilAsserted(() -> assertThat(heard).isEqualTo(sent));
        }

        private SessionRepository<?> sessions() {
            return context.getBean(SessionRepository.class);
        }

        private static <S extends Session> String newSession(SessionRepository<S> sessions) {
            S session = sessions.createSession();
            sessions.save(session);
            return session.getId();
        }

        /** Once per turn, in a session that is read anew. */
        private <S extends Session> int countInSession(SessionRepository<S> sessions) {
            S session = requireNonNull(sessions.findById(sessionId));
            int count = session.<Integer>getAttributeOrDefault("count", 0) + 1;
            session.setAttribute("count", count);
            sessions.save(session);
            return count;
        }

        private void cachesWhatItIsGiven() {
            Cache cache = requireNonNull(context.getBean(CacheManager.class).getCache(name));
            cache.put("one", "eins");
            // On Lettuce, Spring Data does not wait for what it writes to a cache.
            await().atMost(PATIENCE).until(() -> "eins".equals(cache.get("one", String.class)));
        }

        @Override
        public void close() {
            listeners.stop();
            context.close();
        }
    }

    /** MULTI, two INCRs, EXEC. */
    private record CountBoth(String name) implements SessionCallback<List<Object>> {
        @Override
        @SuppressWarnings("unchecked") // As the template makes it: its keys are strings.
        public <K, V> List<Object> execute(RedisOperations<K, V> operations) throws DataAccessException {
            RedisOperations<String, String> strings = (RedisOperations<String, String>) operations;
            strings.multi();
            strings.opsForValue().increment(name + ":a");
            strings.opsForValue().increment(name + ":b");
            return strings.exec();
        }
    }
}
