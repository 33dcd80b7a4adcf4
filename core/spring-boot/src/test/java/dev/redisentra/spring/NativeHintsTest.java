package dev.redisentra.spring;

import dev.redisentra.lettuce.LettuceClients;
import io.lettuce.core.resource.ClientResources;
import org.junit.jupiter.api.Test;
import org.redisson.config.Config;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.predicate.RuntimeHintsPredicates;
import org.springframework.boot.test.context.FilteredClassLoader;
import redis.clients.jedis.JedisClientConfig;

import static org.assertj.core.api.Assertions.assertThat;

/** What a native image is told. That one was built with it has not been tried. */
class NativeHintsTest {
    @Test
    void whatTheAdaptersDoByReflectionIsKnown() {
        RuntimeHints hints = new RuntimeHints();

        new NativeHints().registerHints(hints, NativeHintsTest.class.getClassLoader());

        for (Class<?> proxied : new Class<?>[] {ClientResources.class, JedisClientConfig.class}) {
            assertThat(RuntimeHintsPredicates.proxies().forInterfaces(proxied)).accepts(hints);
        }
        for (Class<?> called : new Class<?>[] {ClientResources.class, JedisClientConfig.class, Config.class}) {
            assertThat(RuntimeHintsPredicates.reflection()
                            .onType(called)
                            .withMemberCategory(MemberCategory.INVOKE_PUBLIC_METHODS))
                    .accepts(hints);
        }
        assertThat(RuntimeHintsPredicates.reflection().onType(LettuceClients.class))
                .accepts(hints);
    }

    @Test
    void nothingIsSaidOfWhatIsNotThere() throws Exception {
        RuntimeHints hints = new RuntimeHints();
        try (FilteredClassLoader without =
                new FilteredClassLoader("dev.redisentra.", "io.lettuce.", "redis.clients.", "org.redisson.")) {
            new NativeHints().registerHints(hints, without);
        }

        assertThat(hints.proxies().jdkProxyHints()).isEmpty();
        assertThat(hints.reflection().typeHints()).isEmpty();
    }
}
