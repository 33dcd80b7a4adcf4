package dev.redisentra.spring;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;

/** What a native image cannot see: the interfaces that the adapters implement by proxies, as any version of them has them. */
final class NativeHints implements RuntimeHintsRegistrar {
    private static final String[] PROXIED = {
        "io.lettuce.core.resource.ClientResources", "redis.clients.jedis.JedisClientConfig"
    };

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        for (String type : PROXIED) {
            if (ClassUtils.isPresent(type, classLoader)) {
                hints.proxies().registerJdkProxy(TypeReference.of(type));
            }
        }
    }
}
