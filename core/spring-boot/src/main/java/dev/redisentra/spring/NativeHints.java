package dev.redisentra.spring;

import java.util.List;
import java.util.stream.Stream;

import org.jspecify.annotations.Nullable;
import org.springframework.aot.hint.MemberCategory;
import org.springframework.aot.hint.RuntimeHints;
import org.springframework.aot.hint.RuntimeHintsRegistrar;
import org.springframework.aot.hint.TypeReference;
import org.springframework.util.ClassUtils;

/**
 * What a native image cannot see: the interfaces that the adapters implement by proxies, as any version of them has them; the
 * types whose methods tell an adapter which version it has; the adapters, which are looked for by their names.
 */
final class NativeHints implements RuntimeHintsRegistrar {
    private static final List<String> PROXIED =
            List.of("io.lettuce.core.resource.ClientResources", "redis.clients.jedis.JedisClientConfig");
    private static final List<String> LOOKED_AT = List.of("org.redisson.config.Config");

    @Override
    public void registerHints(RuntimeHints hints, @Nullable ClassLoader classLoader) {
        for (String type : PROXIED) {
            if (ClassUtils.isPresent(type, classLoader)) {
                hints.proxies().registerJdkProxy(TypeReference.of(type));
            }
        }
        // A proxy passes its calls on by reflection, too.
        Stream.concat(PROXIED.stream(), LOOKED_AT.stream())
                .forEach(type -> hints.reflection()
                        .registerTypeIfPresent(classLoader, type, MemberCategory.INVOKE_PUBLIC_METHODS));
        MissingAdapters.CLASSES.values().forEach(type -> hints.reflection().registerTypeIfPresent(classLoader, type));
    }
}
